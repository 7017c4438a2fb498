import { expect, test } from 'vitest';
import { order } from './shuffle';

const ids = [11, 12, 13, 14, 15];

test('without a seed options stay in the host’s order', () => {
  expect(order(ids, '')).toEqual([0, 1, 2, 3, 4]);
});

test('a seed has one order, which contains every option once', () => {
  expect(order(ids, 'phone AB3DE9ZX')).toEqual(order(ids, 'phone AB3DE9ZX'));
  expect([...order(ids, 'phone AB3DE9ZX')].sort()).toEqual([0, 1, 2, 3, 4]);
});

test('over many phones every option is about as often first', () => {
  const first = [0, 0, 0, 0, 0];
  for (let phone = 0; phone < 5000; phone++) first[order(ids, `${phone} AB3DE9ZX`)[0]!]! += 1;
  for (const times of first) expect(Math.abs(times - 1000)).toBeLessThan(150);
});
