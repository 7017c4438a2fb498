import { expect, test } from 'vitest';
import { geometry, ratingGeometry } from './geometry';

test('four options get thick bars under their labels', () => {
  const { dense, bar, off } = geometry(4, 420, 700);
  expect({ dense, bar, off }).toEqual({ dense: false, bar: 36, off: 15 });
});

test('twenty options have one line each and fit or scroll', () => {
  const { dense, bar, least } = geometry(20, 420, 700);
  expect({ dense, bar, least }).toEqual({ dense: true, bar: 15, least: 540 });
});

test('a low window makes rows dense, a narrow one keeps labels above and scrolls', () => {
  expect(geometry(5, 250, 700).dense).toBe(true);
  expect(geometry(12, 300, 340)).toMatchObject({ dense: false, least: 12 * 92, lines: 2 });
});

test('label, gap and bar fit a row without overlap', () => {
  for (let rows = 2; rows <= 20; rows++)
    for (const height of [200, 400, 700]) {
      const { dense, bar, least, off } = geometry(rows, height, 700);
      const row = Math.max(least, height) / rows;
      expect(bar).toBeLessThanOrEqual(row);
      if (!dense) expect(off + bar / 2).toBeLessThanOrEqual(row / 2);
    }
});

test('the bar of a mark is on the line of its badge, in rows that fit or scroll', () => {
  for (const rows of [2, 5, 10])
    for (const height of [0, 180, 300, 900]) {
      const { bar, off, least, most } = ratingGeometry(rows, height);
      const row = Math.max(least, height) / rows;
      expect(off).toBe(0);
      expect(bar).toBeLessThanOrEqual(row);
      expect(most).toBeGreaterThanOrEqual(least);
    }
  expect(ratingGeometry(5, 400).dense).toBe(false);
  expect(ratingGeometry(10, 300).dense).toBe(true);
});
