import { expect, test } from 'vitest';
import { columnsOf, placeOf } from './spread';

const bins = [
  { from: '0', to: '10', count: 2 },
  { from: '10', to: '20', count: 5 },
  { from: '20', to: '30', count: 1 },
];

test('a value stands between the ends of the bins', () => {
  expect(['0', '15', '30', '-4', '99'].map((value) => placeOf(bins, value))).toEqual([0, 50, 100, 0, 100]);
});

test('where all answers are the same, it stands in the middle', () => {
  expect(placeOf([{ from: '7', to: '7', count: 3 }], '7')).toBe(50);
  expect(placeOf([], '7')).toBe(50);
});

test('a column says what it counts', () => {
  expect(columnsOf(bins, 'km')[1]).toEqual({ name: 'From 10 to 20\u00a0km', foot: '', count: 5 });
});
