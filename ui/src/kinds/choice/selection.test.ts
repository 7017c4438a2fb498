import { expect, test } from 'vitest';
import { canSend, isFull, select } from './selection';

const single = { kind: 'single', min_choices: 1, max_choices: 1 } as const;
const rating = { kind: 'rating', min_choices: 1, max_choices: 1 } as const;
const upToTwo = { kind: 'multiple', min_choices: 1, max_choices: 2 } as const;

test('one choice: a tap replaces the chosen option', () => {
  expect(select(single, [1], 2)).toEqual([2]);
  expect(select(single, [2], 2)).toEqual([2]);
});

test('a rating: a tap replaces the mark, and every other mark stays selectable', () => {
  expect(select(rating, [3], 4)).toEqual([4]);
  expect(select(rating, [4], 4)).toEqual([4]);
  expect(isFull(rating, [3])).toBe(false);
  expect(canSend(rating, select(rating, [3], 1))).toBe(true);
});

test('several choices: a tap adds an option, a second tap removes it', () => {
  expect(select(upToTwo, [1], 2)).toEqual([1, 2]);
  expect(select(upToTwo, [1, 2], 1)).toEqual([2]);
});

test('a full choice takes no further option', () => {
  expect(isFull(upToTwo, [1, 2])).toBe(true);
  expect(select(upToTwo, [1, 2], 3)).toEqual([1, 2]);
});

test('only a complete choice can be sent', () => {
  expect(canSend(single, [])).toBe(false);
  expect(canSend(single, [1])).toBe(true);
  expect(canSend({ ...upToTwo, min_choices: 2 }, [1])).toBe(false);
  expect(canSend(upToTwo, [1, 2, 3])).toBe(false);
});
