import { expect, test } from 'vitest';
import { distance } from './scroll';

const list = { top: 100, bottom: 300 };

test('a row that is seen moves nothing', () => {
  expect(distance({ top: 100, bottom: 160 }, list)).toBe(0);
  expect(distance({ top: 240, bottom: 300 }, list)).toBe(0);
});

test('a row above comes to the top, a row below to the bottom', () => {
  expect(distance({ top: 40, bottom: 100 }, list)).toBe(-60);
  expect(distance({ top: 500, bottom: 560 }, list)).toBe(260);
});

test('of a row that is higher than the list its beginning is seen', () => {
  expect(distance({ top: 200, bottom: 900 }, list)).toBe(100);
});
