import { expect, test } from 'vitest';
import { answer } from './confirmation';

test('the same step once more is a yes, the opposite one a no, and nothing else is an answer', () => {
  expect([answer('next', 'next'), answer('next', 'back')]).toEqual(['yes', 'no']);
  expect([answer('back', 'back'), answer('back', 'next')]).toEqual(['yes', 'no']);
  expect([answer('next', 'open'), answer('back', 'blank'), answer(null, 'next'), answer(null, 'back')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
