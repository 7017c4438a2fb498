// The layout of a live word cloud, whose words stay where they are. All numbers are CSS pixels.

export type Word = { text: string; count: number };
export type Box = { width: number; height: number };
/** The box of a text at a font size. */
export type Measure = (text: string, size: number) => Box;
type Point = { x: number; y: number };
type Stepped = Word & { step: number };

/** A word at the font size of its step. `x` and `y` are the centre of its box. */
export type Placed = Stepped & Point & Box & { size: number };

/** A cloud in its area. */
export type Layout = Box & {
  /** The font size of step 0, the largest. */
  base: number;
  /** The most frequent word first. */
  words: Placed[];
  /** How many words are not shown. */
  more: number;
};

/** What the next layout takes over from the one before. */
type Old = { base: number | undefined; words: ReadonlyMap<string, Placed> };
/** What one attempt at a layout starts from. A word may be up to `lower` steps smaller than its count says. */
type Attempt = { area: Box; box: Measure; base: number; lower: number; old: Old['words'] };

/** The most words that are shown. */
const LIMIT = 60;
/** The font sizes of the steps, in shares of the base. */
const SIZES = [1, 0.84, 0.69, 0.55, 0.42, 0.3];
/** How far a count has to be beyond the border of its word's step before the step changes, in steps. */
const SLACK = 0.15;
/** The share of the area that the boxes fill. */
const FILL = 0.5;
/** The limits of the base, as shares of the height. Wide words may make it smaller still. */
const BASE = { least: 0.015, most: 0.22 };
/** The widest word, as a share of the width. */
const WIDEST = 0.9;
/** The base stays while the ideal one is within these multiples of it. Growing words collide, shrinking ones do not. */
const STAYS = { above: 0.88, below: 1.25 };
/** How much smaller the base is when a word has found no space. */
const SHRINK = 0.92;
/** The most attempts at a layout, and how many of them start with the old centres. */
const ATTEMPTS = { all: 10, old: 4 };
/** The distances between two words beside and above each other, in shares of their font size. */
const MARGIN = { x: 0.25, y: 0.08 };
/** How many points of a spiral are tried. */
const POINTS = 4000;
/** A spiral of radius 1, with points as far from each other as the turns are. */
const SPIRAL = Array.from({ length: POINTS }, (_, n): Point => {
  const [radius, angle] = [Math.sqrt(n / (POINTS - 1)), Math.sqrt(4 * Math.PI * n)];
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
});

/**
 * The layout after the one `before`, which may be of another area. No two words have the same text. While a word finds no
 * space, the next attempt makes the whole cloud smaller and lets single words be smaller still. If all attempts fail, the
 * least frequent words are left out.
 */
export function layOut(words: readonly Word[], area: Box, measure: Measure, before?: Layout): Layout {
  let best: Layout = { width: area.width, height: area.height, base: 0, words: [], more: words.length };
  if (!(area.width > 0 && area.height > 0)) return best;
  const old = scaled(before, area);
  const box = cached(measure, before);
  const shown = stepped(words, old.words);
  let base = baseOf(shown, area, box, old.base);
  for (let lower = 1; lower <= ATTEMPTS.all; lower++) {
    const placed = arrange(shown, { area, box, base, lower, old: lower > ATTEMPTS.old ? new Map() : old.words });
    if (lower === 1 || placed.length > best.words.length)
      best = { ...best, base, words: placed, more: words.length - placed.length };
    if (placed.length === shown.length) break;
    // A base that was to grow stays instead.
    base = old.base && base > old.base ? old.base : base * SHRINK;
  }
  return best;
}

/** The words and the base of a layout in proportion to another area. */
function scaled(layout: Layout | undefined, { width, height }: Box): Old {
  if (!layout?.words.length) return { base: undefined, words: new Map() };
  const [x, y] = [width / layout.width, height / layout.height];
  const words = layout.words.map((word): [string, Placed] => [word.text, { ...word, x: word.x * x, y: word.y * y }]);
  return { base: layout.base * Math.min(x, y), words: new Map(words) };
}

/** Measures a text at a size once, and not at all if it has this size in the layout before. */
function cached(measure: Measure, before: Layout | undefined): Measure {
  const boxes = new Map(before?.words.map(({ text, size, width, height }) => [`${size} ${text}`, { width, height }]));
  return (text, size) => {
    const { width, height } = boxes.get(`${size} ${text}`) ?? measure(text, size);
    boxes.set(`${size} ${text}`, { width, height });
    return { width, height };
  };
}

/** The words to show, with their steps. Of equally frequent words, those of the layout before come first. */
function stepped(words: readonly Word[], old: Old['words']): Stepped[] {
  const order = [...words].sort((a, b) => b.count - a.count || +old.has(b.text) - +old.has(a.text));
  return order.slice(0, LIMIT).map(({ text, count }) => {
    const step = stepOf(count / order[0]!.count, old.get(text)?.step);
    return { text, count, step };
  });
}

/** The step for a share of the largest count: a step is a sixth of the share's root, and the old one has slack. */
function stepOf(share: number, old: number | undefined): number {
  const depth = (1 - Math.sqrt(share)) * SIZES.length;
  if (old !== undefined && depth > old - SLACK && depth < old + 1 + SLACK) return old;
  return Math.min(SIZES.length - 1, Math.floor(depth));
}

/** The base at which the words fill their share of the area and none is too large; the old one where it is as good. */
function baseOf(words: readonly Stepped[], { width, height }: Box, box: Measure, old: number | undefined): number {
  const guess = old ?? height * BASE.most;
  const boxes = words.map(({ text, step }) => box(text, guess * SIZES[step]!));
  const widest = Math.max(...boxes.map((each) => each.width));
  const needed = boxes.reduce((sum, each) => sum + each.width * each.height, 0);
  const most = Math.min(height * BASE.most, (guess * width * WIDEST) / widest);
  const ideal = Math.min(most, Math.max(height * BASE.least, guess * Math.sqrt((FILL * width * height) / needed)));
  const stays = old && ideal > old * STAYS.above && ideal < old * STAYS.below;
  return stays ? Math.min(most, old) : ideal;
}

/** Keeps the words that can stay and finds space for the others. All from the first that fits nowhere on are left out. */
function arrange(words: readonly Stepped[], attempt: Attempt): Placed[] {
  const placed = staying(words, attempt);
  const middle = { x: attempt.area.width / 2, y: attempt.area.height / 2 };
  for (const [index, word] of words.entries()) {
    let there = placed.get(word.text);
    const old = attempt.old.get(word.text);
    const last = Math.min(SIZES.length - 1, word.step + attempt.lower);
    for (let step = word.step; !there && step <= last; step++)
      there = moved(sized({ ...word, step }, old ?? middle, attempt), attempt.area, [...placed.values()]);
    if (!there) return words.slice(0, index).map(({ text }) => placed.get(text)!);
    placed.set(word.text, there);
  }
  return words.map(({ text }) => placed.get(text)!);
}

/** The words that fit at their old centres, the most frequent first. */
function staying(words: readonly Stepped[], attempt: Attempt): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  for (const word of words) {
    const centre = attempt.old.get(word.text);
    const there = centre && sized(word, centre, attempt);
    if (there && inside(there, attempt.area) && ![...placed.values()].some((other) => collide(there, other)))
      placed.set(word.text, there);
  }
  return placed;
}

function sized({ text, count, step }: Stepped, { x, y }: Point, { base, box }: Attempt): Placed {
  const size = base * SIZES[step]!;
  return { text, count, step, size, x, y, ...box(text, size) };
}

/** The word at the first free point of an elliptical spiral from its centre to the farthest corner. */
function moved(word: Placed, area: Box, others: readonly Placed[]): Placed | undefined {
  const [x, y] = [word.x / area.width, word.y / area.height];
  const reach = Math.hypot(Math.max(x, 1 - x), Math.max(y, 1 - y));
  const there = { ...word };
  let neighbour: Placed | undefined;
  for (const point of SPIRAL) {
    there.x = (x + point.x * reach) * area.width;
    there.y = (y + point.y * reach) * area.height;
    // What collided at one point probably does at the next.
    if (!inside(there, area) || (neighbour && collide(there, neighbour))) continue;
    neighbour = others.find((other) => collide(there, other));
    if (!neighbour) return there;
  }
  return undefined;
}

const wide = ({ width, size }: Placed): number => width + MARGIN.x * size;
const high = ({ height, size }: Placed): number => height + MARGIN.y * size;

const inside = (word: Placed, { width, height }: Box): boolean =>
  2 * Math.min(word.x, width - word.x) >= wide(word) && 2 * Math.min(word.y, height - word.y) >= high(word);

const collide = (a: Placed, b: Placed): boolean =>
  2 * Math.abs(a.x - b.x) < wide(a) + wide(b) && 2 * Math.abs(a.y - b.y) < high(a) + high(b);
