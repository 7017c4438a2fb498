import { expect, test } from 'vitest';
import { largest, shape } from './fit';

test('the largest size is taken if it fits, with one measurement', () => {
  let calls = 0;
  expect(largest(1, 3, () => ++calls > 0)).toBe(3);
  expect(calls).toBe(1);
});

test('the largest size that fits is found, and is the last one tried', () => {
  let tried = 0;
  const size = largest(1, 3, (size) => (tried = size) <= 2.2);
  expect(size).toBeGreaterThan(2.17);
  expect(size).toBeLessThanOrEqual(2.2);
  expect(tried).toBe(size);
});

test('if nothing fits, the smallest size is taken', () => {
  expect(largest(0.8, 2, () => false)).toBe(0.8);
});

test('up to ten options are in one column, more in two of equal height', () => {
  expect(shape(10)).toMatchObject({ rows: 10, two: false });
  expect(shape(11)).toMatchObject({ rows: 6, two: true });
  expect(shape(20)).toMatchObject({ rows: 10, two: true });
});

test('more rows have smaller type', () => {
  const sizes = [2, 4, 8, 10].map((options) => shape(options).maxOptionRem);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes[0]).toBe(3);
});
