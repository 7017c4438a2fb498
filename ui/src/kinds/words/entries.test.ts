import { expect, test } from 'vitest';
import { entries, fields, isTooLong } from './entries';

test('what says the same is sent once, and empty fields are not', () => {
  expect(entries([' New  York ', '', 'new york', 'Rome'])).toEqual(['New York', 'Rome']);
  expect(entries(['', ' '])).toEqual([]);
});

test('there is one empty field more, up to the most', () => {
  expect(fields([], 3)).toEqual(['']);
  expect(fields(['one'], 3)).toEqual(['one', '']);
  expect(fields(['one', '', 'three'], 3)).toEqual(['one', '', 'three']);
  expect(fields(['one'], 1)).toEqual(['one']);
});

test('a long word is noticed by what a reader counts', () => {
  expect(isTooLong('x'.repeat(40))).toBe(false);
  expect(isTooLong('x'.repeat(41))).toBe(true);
  expect(isTooLong('👩‍👩‍👧‍👦'.repeat(40))).toBe(false);
});
