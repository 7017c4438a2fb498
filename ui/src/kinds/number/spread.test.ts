import { expect, test } from 'vitest';
import { columnsOf, placeOf } from './spread';

const bins = [
  { from: '0', to: '9', count: 2 },
  { from: '10', to: '20', count: 5 },
  { from: '21', to: '1000000', count: 1 },
];

test('a value stands in the column of its bin, however wide that is', () => {
  expect(['0', '15', '1000000'].map((value) => placeOf(bins, value))).toEqual([0, 50, 100]);
  expect(placeOf(bins, '20.5')).toBeCloseTo(200 / 3);
});

test('where all answers are the same, it stands in the middle', () => {
  expect(placeOf([{ from: '7', to: '7', count: 3 }], '7')).toBe(50);
});

test('a column says what it counts', () => {
  expect(columnsOf(bins, 'km')[1]).toEqual({ name: 'From 10 to 20\u00a0km', foot: '', count: 5 });
});
