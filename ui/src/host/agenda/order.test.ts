import { expect, test } from 'vitest';
import { moved } from './order';

test.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 1, 'abc'],
])('from %d to %d', (from, to, expected) => expect(moved([...'abc'], from, to).join('')).toBe(expected));
