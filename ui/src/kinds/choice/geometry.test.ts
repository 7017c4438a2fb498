import { expect, test } from 'vitest';
import { geometry } from './geometry';

test('four options get thick bars under their labels', () => {
  const { dense, bar, offset } = geometry(4, 420, 700);
  expect({ dense, bar, offset }).toEqual({ dense: false, bar: 36, offset: 15 });
});

test('twenty options have one line each and fit or scroll', () => {
  const { dense, bar, minHeight } = geometry(20, 420, 700);
  expect({ dense, bar, minHeight }).toEqual({ dense: true, bar: 15, minHeight: 540 });
});

test('a low window makes rows dense, a narrow one keeps labels above and scrolls', () => {
  expect(geometry(5, 250, 700).dense).toBe(true);
  expect(geometry(12, 300, 340)).toMatchObject({ dense: false, minHeight: 12 * 92, lines: 2 });
});

test('label, gap and bar fit a row without overlap', () => {
  for (let rows = 2; rows <= 20; rows++)
    for (const height of [200, 400, 700]) {
      const { dense, bar, minHeight, offset } = geometry(rows, height, 700);
      const row = Math.max(minHeight, height) / rows;
      expect(bar).toBeLessThanOrEqual(row);
      if (!dense) expect(offset + bar / 2).toBeLessThanOrEqual(row / 2);
    }
});
