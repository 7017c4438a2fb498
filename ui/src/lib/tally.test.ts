import { expect, test } from 'vitest';
import { leaders, letter, percentages, spaced, turnout } from './tally';

const options = (...shares: [number | null, number | null][]) =>
  shares.map(([vote_count, percentage], index) => ({
    id: index + 1,
    option_text: letter(index),
    vote_count,
    percentage,
  }));

test('percentages align: all whole, or all with one decimal', () => {
  expect(percentages(options([1, 50], [1, 50]))).toEqual(['50%', '50%']);
  expect(percentages(options([25, 59.5], [17, 40.5], [0, 0]))).toEqual(['59.5%', '40.5%', '0.0%']);
});

test('hidden counts are zero, and no option leads', () => {
  expect(percentages(options([null, null], [null, null]))).toEqual(['0%', '0%']);
  expect(leaders(options([null, null], [null, null])).size).toBe(0);
});

test('a tie has two leaders, a poll without votes has none', () => {
  expect([...leaders(options([3, 50], [3, 50], [0, 0]))]).toEqual([1, 2]);
  expect(leaders(options([0, 0], [0, 0])).size).toBe(0);
});

test('sixty phones that voted and left, and forty that are still choosing, are a turnout of 60%', () => {
  const result = turnout({ total_votes: 60, still_choosing: 40 });
  expect(result).toEqual({ voted: 60, choosing: 40, share: 0.6, complete: false });
});

test('the turnout is complete once every connected phone has voted, and never before the first vote', () => {
  expect(turnout({ total_votes: 42, still_choosing: 0 })).toMatchObject({ share: 1, complete: true });
  expect(turnout({ total_votes: 42, still_choosing: 1 }).complete).toBe(false);
  expect(turnout({ total_votes: 0, still_choosing: 0 })).toMatchObject({ share: 0, complete: false });
});

test('letters go up to T, codes are shown in two halves', () => {
  expect(letter(19)).toBe('T');
  expect([spaced('AB3DE9ZX'), spaced('K7Q2M9')]).toEqual(['AB3D E9ZX', 'K7Q 2M9']);
});
