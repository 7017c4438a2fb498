import { expect, test } from 'vitest';
import { largest, pace, shape } from './fit';

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

test('up to eight options are in one column, more in two of equal height', () => {
  expect(shape(8)).toMatchObject({ rows: 8, two: false });
  expect(shape(9)).toMatchObject({ rows: 5, two: true });
  expect(shape(20)).toMatchObject({ rows: 10, two: true });
});

test('more rows have smaller type and thinner bars', () => {
  const shapes = [2, 3, 4, 6, 8, 20].map(shape);
  for (const sizes of [shapes.map((one) => one.maxOptionRem), shapes.map((one) => one.barRem)])
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(shapes[0]!.maxOptionRem).toBe(4);
});

test('up to six options leave the height for a large QR code', () => {
  expect([2, 4, 5, 6, 7, 20].map(pace)).toEqual(['few', 'few', 'some', 'some', 'many', 'many']);
});
