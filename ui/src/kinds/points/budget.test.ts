import { expect, test } from 'vitest';
import { canSend, give, left, press, step, type } from './budget';

const options = [1, 2, 3].map((id) => ({ id, option_text: `${id}`, vote_count: null, percentage: null }));
const free = { budget: 100, spend_all: false, options };
const all = { ...free, spend_all: true };

test('a press moves a twentieth of the budget', () => {
  expect([10, 100, 1000].map((budget) => step({ ...free, budget }))).toEqual([1, 5, 50]);
});

test('presses stay between 0 and what is left', () => {
  expect(press(free, {}, 1, 5)).toEqual({ 1: 5 });
  expect(press(free, { 1: 3 }, 1, -5)).toEqual({});
  expect(press(free, { 1: 97 }, 2, 5)).toEqual({ 1: 97, 2: 3 });
  expect(press(free, { 1: 100 }, 2, 5)).toEqual({ 1: 100 });
});

test('typed points may be too many: then − still lowers them, and + does nothing', () => {
  const points = type({ 1: 50 }, 2, '80');
  expect(left(free, points)).toBe(-30);
  expect(canSend(free, points)).toBe(false);
  expect(press(free, points, 2, 5)).toEqual({ 1: 50, 2: 80 });
  expect(press(free, points, 2, -5)).toEqual({ 1: 50, 2: 75 });
});

test('what is no number is 0, and 0 is no entry', () => {
  for (const typed of ['', 'abc', '0', '000', '-']) expect(type({ 1: 5, 2: 7 }, 2, typed), typed).toEqual({ 1: 5 });
  expect(type({}, 1, '1e9')).toEqual({ 1: 19 });
  expect(type({}, 1, '99999999')).toEqual({ 1: 9999 });
  expect(give({}, 1, -3)).toEqual({});
});

test('a vote gives at least one point, and all of them where the poll asks for that', () => {
  expect(canSend(free, {})).toBe(false);
  expect(canSend(free, { 1: 1 })).toBe(true);
  expect(canSend(all, { 1: 99 })).toBe(false);
  expect(canSend(all, { 1: 60, 3: 40 })).toBe(true);
});

test('any presses leave a sum within the budget', () => {
  let points = {};
  for (let at = 0; at < 1000; at++) {
    points = press(free, points, 1 + ((at * 7) % 3), [5, -5, 1, 50][at % 4]!);
    expect(left(free, points)).toBeGreaterThanOrEqual(0);
    expect(left(free, points)).toBeLessThanOrEqual(100);
  }
});
