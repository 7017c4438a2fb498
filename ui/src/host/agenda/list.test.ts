import { expect, test } from 'vitest';
import { moved, scrollDistance } from './list';

test.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 1, 'abc'],
])('moves the entry at %d to %d', (from, to, expected) => expect(moved([...'abc'], from, to).join('')).toBe(expected));

const list = { top: 100, bottom: 300 };

test('a visible row does not scroll the list', () => {
  expect(scrollDistance({ top: 100, bottom: 160 }, list)).toBe(0);
  expect(scrollDistance({ top: 240, bottom: 300 }, list)).toBe(0);
});

test('a row above is scrolled to the top, a row below to the bottom', () => {
  expect(scrollDistance({ top: 40, bottom: 100 }, list)).toBe(-60);
  expect(scrollDistance({ top: 500, bottom: 560 }, list)).toBe(260);
});

test('a row higher than the list is scrolled to its top', () => {
  expect(scrollDistance({ top: 200, bottom: 900 }, list)).toBe(100);
});
