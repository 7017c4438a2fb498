import { expect, test } from 'vitest';
import type { PollState, PollSummary } from '../../lib/wire.gen';
import { otherOpenPoll } from './open-poll-guard';

const polls = (...states: PollState[]) => states.map((state, at) => ({ poll_code: 'ABC'[at], state })) as PollSummary[];
const beside = (states: PollState[], code: string | null, left: string[] = []) =>
  otherOpenPoll(polls(...states), code, left)?.poll_code ?? null;

test('an open vote stands in the way of every other poll, and of a new one, but not of itself', () => {
  expect(beside(['closed', 'open', 'draft'], 'C')).toBe('B');
  expect(beside(['closed', 'open', 'draft'], null)).toBe('B');
  expect(beside(['closed', 'open', 'draft'], 'B')).toBeNull();
});

test('what the host leaves open is asked about once; another open vote is asked about all the same', () => {
  expect(beside(['closed', 'open', 'draft'], 'C', ['B'])).toBeNull();
  expect(beside(['open', 'open', 'draft'], 'C', ['B'])).toBe('A');
});

test('where nothing is open, nothing stands in the way', () => {
  expect(beside(['closed', 'ready', 'draft'], 'C')).toBeNull();
  expect(beside([], null)).toBeNull();
});
