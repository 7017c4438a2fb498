import { expect, test } from 'vitest';
import { bins as places } from '../shared/places.json';
import { columnsOf, placeOf } from './spread';

const bins = [
  { from: '0', to: '9', count: 2 },
  { from: '10', to: '20', count: 5 },
  { from: '21', to: '1000000', count: 1 },
];

test.each(places)('$value stands in the column of its bin, however wide that is', ({ bins, value, at }) => {
  const counted = bins.map(([from, to]) => ({ from: from!, to: to!, count: 1 }));
  expect(placeOf(counted, value)).toBeCloseTo(at);
});

test('a column says what it counts', () => {
  expect(columnsOf(bins, 'km')[1]).toEqual({ name: 'From 10 to 20\u00a0km', foot: '', count: 5 });
});
