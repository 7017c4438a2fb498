import { expect, test } from 'vitest';
import { canSend, rated, set } from './marks';

const options = [21, 22, 23].map((id) => ({ id, option_text: `${id}`, vote_count: null, percentage: null }));

test('a mark replaces the earlier one of its statement, and can be taken back', () => {
  expect(set({ 21: 4 }, 21, 0)).toEqual({ 21: 0 });
  expect(set({ 21: 4 }, 22, 1)).toEqual({ 21: 4, 22: 1 });
  expect(set({ 21: 4, 22: 1 }, 21, null)).toEqual({ 22: 1 });
});

test('every statement needs a mark, or one of them where the poll permits that', () => {
  const whole = { options, partial: false };
  const partial = { options, partial: true };
  expect(canSend(whole, { 21: 0, 22: 3 })).toBe(false);
  expect(canSend(whole, { 21: 0, 22: 3, 23: 5 })).toBe(true);
  expect(canSend(partial, {})).toBe(false);
  expect(canSend(partial, { 22: 0 })).toBe(true);
});

test('a mark of a statement that the host has removed does not count', () => {
  expect(rated({ options, partial: true }, { 99: 4 })).toBe(0);
  expect(canSend({ options, partial: true }, { 99: 4 })).toBe(false);
});
