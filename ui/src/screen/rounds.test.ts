import { expect, test } from 'vitest';
import type { OptionResult } from '../lib/wire.gen';
import { before } from './rounds';

const options = [
  { id: 1, percentage: 75 },
  { id: 2, percentage: 25 },
] as OptionResult[];
const first = { poll_code: 'A', round: 1, results_visible: true, total_votes: 4, options };
const second = { ...first, round: 2, total_votes: 0 };

test('the last round stays while the next one is counted', () => {
  const kept = before(first, second, null)!;
  expect([kept.round, ...kept.shares]).toEqual([1, [1, 75], [2, 25]]);
  expect(before(second, { ...second, total_votes: 2 }, kept)).toBe(kept);
});

test('another poll, and a round that is taken back, leave nothing', () => {
  const kept = before(first, second, null);
  expect(before(second, { ...second, poll_code: 'B' }, kept)).toBeNull();
  expect(before(second, first, kept)).toBeNull();
});

test('counts that this wall has not been shown are not kept', () => {
  expect(before({ ...first, results_visible: false }, second, null)).toBeNull();
  expect(before({ ...first, total_votes: 0 }, second, null)).toBeNull();
  expect(before(null, second, null)).toBeNull();
});
