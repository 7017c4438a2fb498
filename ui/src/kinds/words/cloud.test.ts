import { expect, test } from 'vitest';
import { layOut, type Box, type Layout, type Measure, type Placed, type Word } from './cloud';

const wide = { width: 1920, height: 1080 };
const old = { width: 1024, height: 768 };
const areas = [wide, old, { width: 2560, height: 1080 }, { width: 200, height: 120 }, { width: 390, height: 700 }];

const measure: Measure = (text, size) => ({ width: text.length * size * 0.55, height: size * 1.2 });

/** Counts the calls of `measure`. */
function counted() {
  const calls: string[] = [];
  return { calls, measure: (text: string, size: number) => (calls.push(`${size} ${text}`), measure(text, size)) };
}

/** Numbers from 0 to 1 that depend on the seed alone. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const letters = (length: number, next: () => number) =>
  Array.from({ length }, () => String.fromCharCode(97 + Math.floor(next() * 26))).join('');
const equal = (length: number, count = 1): Word[] => Array.from({ length }, (_, n) => ({ text: `word ${n}`, count }));
const byCount = (counts: ReadonlyMap<string, number>): Word[] =>
  [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);

/** The words of a meeting that sends some more before each frame. A tenth of what it may send is long. */
function frames(seed: number, length = 60): Word[][] {
  const next = random(seed);
  const choice = Array.from({ length: 150 }, () => letters(next() < 0.1 ? 15 + next() * 25 : 3 + next() * 9, next));
  const counts = new Map<string, number>();
  return Array.from({ length }, () => {
    for (let votes = 1 + next() * 12; votes > 0; votes--) {
      const text = choice[Math.floor(choice.length * next() ** 2.2)]!;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return byCount(counts);
  });
}

const overlap = (a: Placed, b: Placed, margin = 0) =>
  2 * Math.abs(a.x - b.x) < a.width + b.width + margin * (a.size + b.size) &&
  2 * Math.abs(a.y - b.y) < a.height + b.height + margin * (a.size + b.size);
const outside = ({ x, y, width, height }: Placed, area: Box) =>
  Math.min(x, area.width - x) < width / 2 || Math.min(y, area.height - y) < height / 2;
const centre = ({ x, y }: Placed) => ({ x, y });
const texts = ({ words }: Layout) => words.map(({ text }) => text);
const fill = ({ words, width, height }: Layout) =>
  words.reduce((sum, word) => sum + word.width * word.height, 0) / width / height;

/** Checks what is true of every layout. */
function check(layout: Layout, words: readonly Word[], area: Box) {
  const { words: placed, more } = layout;
  expect(layout).toMatchObject(area);
  expect(placed.length + more).toBe(words.length);
  expect(placed.length).toBeLessThanOrEqual(60);
  const counts = new Map(words.map(({ text, count }) => [text, count]));
  expect(placed.filter(({ text, count }) => counts.get(text) !== count)).toEqual([]);
  expect(placed.filter((word) => outside(word, area))).toEqual([]);
  expect(placed.filter((word, at) => placed.slice(0, at).some((other) => overlap(word, other)))).toEqual([]);
  const shown = new Set(texts(layout));
  expect(shown.size).toBe(placed.length);
  const least = Math.min(...placed.map(({ count }) => count));
  expect(words.filter(({ text, count }) => !shown.has(text) && count > least)).toEqual([]);
}

test('no words make an empty cloud, and an area without a size shows none', () => {
  expect(layOut([], wide, measure)).toMatchObject({ words: [], more: 0 });
  expect(layOut(equal(3), { width: 0, height: 500 }, measure)).toMatchObject({ words: [], more: 3 });
});

test('one word is in the middle and neither absurdly high nor too wide', () => {
  for (const area of areas)
    for (const length of [1, 5, 40]) {
      const { words } = layOut([{ text: 'x'.repeat(length), count: 7 }], area, measure);
      expect(words).toMatchObject([{ step: 0, x: area.width / 2, y: area.height / 2 }]);
      expect(words[0]!.size).toBeLessThanOrEqual(area.height * 0.22);
      expect(words[0]!.width).toBeLessThanOrEqual(area.width * 0.9 + 1e-9);
    }
});

test('a word that is too wide makes the cloud smaller at once', () => {
  const words = [37, 40].map((length) => ({ text: 'x'.repeat(length), count: 1 }));
  const { words: placed } = layOut(words, wide, measure, layOut(words.slice(0, 1), wide, measure));
  expect(placed.map(({ step }) => step)).toEqual([0, 0]);
  expect(placed[1]!.width).toBeCloseTo(wide.width * 0.9);
});

test('a cloud that appears at once fills about half of its area', () => {
  for (const area of [wide, old])
    for (const words of [equal(10), equal(60), frames(3)[8]!, frames(4)[59]!]) {
      expect(fill(layOut(words, area, measure))).toBeGreaterThan(0.38);
      expect(fill(layOut(words, area, measure))).toBeLessThan(0.56);
    }
});

test('the size follows the root of the count, in six steps', () => {
  const words = [100, 70, 50, 30, 15, 4, 1].map((count) => ({ text: `${count}`, count }));
  const layout = layOut(words, wide, measure);
  expect(layout.words.map(({ step }) => step)).toEqual([0, 0, 1, 2, 3, 4, 5]);
  expect(layout.words.map(({ size }) => size / layout.base)).toEqual([1, 1, 0.84, 0.69, 0.55, 0.42, 0.3]);
});

test('a word keeps its step near the border', () => {
  const pair = (count: number) => [
    { text: 'many', count: 100 },
    { text: 'some', count },
  ];
  const stepAfter = (...counts: number[]) => {
    let layout: Layout | undefined;
    for (const count of counts) layout = layOut(pair(count), wide, measure, layout);
    return layout!.words[1]!.step;
  };
  expect([stepAfter(70), stepAfter(70, 68), stepAfter(70, 68, 65)]).toEqual([0, 0, 1]);
  expect([stepAfter(68), stepAfter(68, 70), stepAfter(68, 70, 74)]).toEqual([1, 1, 0]);
});

test('a growing cloud is in order at every frame, and few of its words move', () => {
  let [moves, chances, resized, small] = [0, 0, 0, 0];
  for (const area of [wide, old])
    for (let seed = 1; seed <= 6; seed++) {
      let before: Layout | undefined;
      for (const words of frames(seed)) {
        const layout = layOut(words, area, measure, before);
        check(layout, words, area);
        expect(layout.more).toBe(Math.max(0, words.length - 60));
        const then = new Map(before?.words.map((word) => [word.text, word]));
        for (const word of layout.words) {
          // Two steps too small.
          if (word.step > 2 + 6 * (1 - Math.sqrt(word.count / words[0]!.count))) small++;
          const was = then.get(word.text);
          if (!was) continue;
          chances++;
          if (was.size !== word.size) resized++;
          if (was.x === word.x && was.y === word.y) continue;
          moves++;
          if (was.size !== word.size) continue;
          const others = layout.words.filter((other) => other !== word);
          expect(others.some((other) => overlap(was, other, 0.25))).toBe(true);
        }
        before = layout;
      }
    }
  expect(chances).toBeGreaterThan(20_000);
  expect(moves / chances).toBeLessThan(0.02);
  expect(resized / chances).toBeLessThan(0.15);
  expect(small / chances).toBeLessThan(0.0002);
});

test('a live cloud of some size neither becomes tiny nor fills up', () => {
  const fills = [wide, old].flatMap((area) => {
    let before: Layout | undefined;
    return frames(5).map((words) => fill((before = layOut(words, area, measure, before))));
  });
  for (const share of fills.slice(10, 60)) expect(share).toBeGreaterThan(0.25);
  for (const share of fills) expect(share).toBeLessThan(0.65);
});

test('whatever the words and the area, every layout is in order', () => {
  const next = random(11);
  const kinds: ((n: number) => Word)[] = [
    (n) => ({ text: `${n}`, count: 1 }),
    (n) => ({ text: letters(40, random(n)), count: 1 + Math.floor(next() * 3) }),
    (n) => ({ text: letters(1 + (n % 40), random(n)), count: n === 0 ? 100_000 : 1 }),
    (n) => ({ text: letters(3 + (n % 9), random(n)), count: 1 + Math.floor(next() * 100_000) }),
  ];
  for (const word of kinds)
    for (const area of areas) {
      let before: Layout | undefined;
      for (const length of [1, 2, 7, 25, 61, 500, 30]) {
        const unique = new Map(Array.from({ length }, (_, n) => [word(n).text, word(n).count]));
        const words = byCount(unique);
        before = layOut(words, area, measure, before);
        check(before, words, area);
        check(layOut(words, area, measure), words, area);
        expect(before.more).toBe(Math.max(0, words.length - 60));
      }
    }
});

test('the same words in the same area give the same layout', () => {
  const words = frames(6)[40]!;
  const layout = layOut(words, wide, measure);
  expect(layOut(words, wide, measure)).toEqual(layout);
  expect(layOut(words, wide, measure, layout)).toEqual(layout);
});

test('each text is measured once at a size, and not again at the next layout', () => {
  const words = frames(7)[30]!;
  const first = counted();
  const layout = layOut(words, wide, first.measure);
  expect(new Set(first.calls).size).toBe(first.calls.length);
  const second = counted();
  layOut(words, wide, second.measure, layout);
  expect(second.calls).toEqual([]);
  layOut([...words, { text: 'new', count: 1 }], wide, second.measure, layout);
  expect(second.calls.every((call) => call.endsWith(' new'))).toBe(true);
  expect(new Set(second.calls).size).toBe(second.calls.length);
});

test('centres and sizes follow the area', () => {
  const words = frames(8)[25]!;
  const layout = layOut(words, old, measure);
  const doubled = layOut(words, { width: 2048, height: 1536 }, measure, layout);
  expect(doubled.base).toBe(layout.base * 2);
  expect(doubled.words.map(centre)).toEqual(layout.words.map(({ x, y }) => ({ x: x * 2, y: y * 2 })));
  const stretched = layOut(words, { width: 2048, height: 768 }, measure, layout);
  const kept = stretched.words.filter(({ x, y }, at) => x === layout.words[at]!.x * 2 && y === layout.words[at]!.y);
  expect(kept.length).toBeGreaterThan(words.length / 2);
  for (const area of areas) check(layOut(words, area, measure, layout), words, area);
});

test('of equally frequent words those that are shown stay, a more frequent one takes the place of the last', () => {
  const layout = layOut(equal(60, 2), wide, measure);
  const tie = layOut([{ text: 'new', count: 2 }, ...equal(60, 2)], wide, measure, layout);
  expect(texts(tie)).toEqual(texts(layout));
  expect(tie.more).toBe(1);
  const risen = layOut([{ text: 'new', count: 3 }, ...equal(60, 2)], wide, measure, tie);
  expect(texts(risen)).toEqual(['new', ...texts(layout).slice(0, 59)]);
  expect(risen.more).toBe(1);
});

test('where words cannot become smaller, the least frequent are left out, and the others stay', () => {
  const area = { width: 300, height: 200 };
  const least: Measure = (text, size) => measure(text, Math.max(size, 16));
  const words = Array.from({ length: 60 }, (_, n) => ({ text: `word ${n}`, count: 60 - n }));
  let layout = layOut(words, area, least);
  check(layout, words, area);
  expect(layout.words.length).toBeGreaterThan(25);
  expect(texts(layout)).toEqual(words.slice(0, 60 - layout.more).map(({ text }) => text));
  // Old centres that are in the way are given up.
  const few = layOut(words.slice(0, 6), area, least);
  expect(layOut(words, area, least, few).words.length).toBe(layout.words.length);
  for (let frame = 0; frame < 4; frame++) layout = layOut(words, area, least, layout);
  expect(layOut(words, area, least, layout)).toEqual(layout);
  const more = [{ text: 'word x', count: 61 }, ...words];
  const next = layOut(more, area, least, layout);
  check(next, more, area);
  expect(texts(next)[0]).toBe('word x');
});
