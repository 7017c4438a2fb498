import { expect, test } from 'vitest';
import type { OptionResult, Results } from '../../lib/wire.gen';
import { isSplit } from './split';

const poll = (votes: number[], more: Partial<Results> = {}, right: number | null = null) =>
  ({
    kind: 'single',
    state: 'closed',
    results: 'on_reveal',
    revealed: false,
    answer_shown: false,
    round: 1,
    total_votes: votes.reduce((sum, count) => sum + count, 0),
    options: votes.map((vote_count, id) => ({ id, vote_count, correct: id === right }) as OptionResult),
    ...more,
  }) as Results;

test('with a right answer, a room of which a third to two thirds know it is split', () => {
  expect(isSplit(poll([5, 5], {}, 0))).toBe(true);
  expect(isSplit(poll([3, 7], {}, 0))).toBe(true);
  expect(isSplit(poll([2, 8], {}, 0))).toBe(false);
  expect(isSplit(poll([8, 2], {}, 0))).toBe(false);
});

test('without one, a room is split where the first two options are level', () => {
  expect(isSplit(poll([5, 5, 1]))).toBe(true);
  expect(isSplit(poll([6, 4]))).toBe(false);
});

test('it is proposed once, before the result is known, and of enough votes', () => {
  expect(isSplit(poll([5, 5], { round: 2 }))).toBe(false);
  expect(isSplit(poll([5, 5], { revealed: true }))).toBe(false);
  expect(isSplit(poll([5, 5], { results: 'live' }))).toBe(false);
  expect(isSplit(poll([5, 5], { state: 'open' }))).toBe(false);
  expect(isSplit(poll([1, 1]))).toBe(false);
  expect(isSplit(poll([5, 5], { kind: 'multiple' }))).toBe(false);
});
