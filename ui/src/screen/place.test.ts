import { expect, test } from 'vitest';
import { place, placeLargest, shared, within } from './place';

const area = { x: 0, y: 0, width: 160, height: 90 };
const digit = { width: 30, height: 36 };

test('a digit covers no words', () => {
  const words = [
    { x: 0, y: 0, width: 160, height: 12 },
    { x: 0, y: 20, width: 90, height: 60 },
  ];
  const box = place(digit, area, words, [])!;
  expect(words.map((word) => shared(box, word))).toEqual([0, 0]);
  expect(box.x).toBeGreaterThanOrEqual(90);
});

test('bars may be covered, but as little as possible', () => {
  const bar = { x: 0, y: 30, width: 110, height: 40, weight: 1 };
  const box = place(digit, area, [{ x: 0, y: 0, width: 160, height: 12 }], [bar])!;
  expect(shared(box, bar)).toBe(0);
  const full = { ...bar, x: 0, width: 160 };
  expect(place(digit, area, [{ x: 0, y: 0, width: 160, height: 12 }], [full])).not.toBeNull();
});

test('the end of a bar stays in sight, rather than its empty track', () => {
  const words = [{ x: 0, y: 0, width: 160, height: 12 }];
  const track = { x: 0, y: 12, width: 160, height: 78, weight: 1 };
  const bar = { ...within({ x: -60, y: 12, width: 160, height: 78 }, track), weight: 8 };
  expect([bar.x, bar.width]).toEqual([0, 100]);
  expect(place(digit, area, words, [track, bar])!.x).toBeGreaterThanOrEqual(100);
});

test('where a large digit has no place a smaller one is tried, down to none', () => {
  const words = [
    { x: 0, y: 0, width: 160, height: 30 },
    { x: 0, y: 60, width: 160, height: 30 },
  ];
  const found = placeLargest(digit, [1, 0.75, 0.5], area, words, [])!;
  expect(found.scale).toBe(0.75);
  expect(placeLargest(digit, [1, 0.75], area, [area], [])).toBeNull();
  expect(place({ width: 200, height: 10 }, area, [], [])).toBeNull();
});
