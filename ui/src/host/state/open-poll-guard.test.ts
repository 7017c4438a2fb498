import { expect, test } from 'vitest';
import type { PollState, PollSummary } from '../../lib/wire.gen';
import { otherOpenPoll } from './open-poll-guard';

const polls = (...states: PollState[]) => states.map((state, at) => ({ poll_code: 'ABC'[at], state })) as PollSummary[];
const beside = (states: PollState[], code: string | null, left: string[] = []) =>
  otherOpenPoll(polls(...states), code, left)?.poll_code ?? null;

test('an open poll blocks every other poll and a new one, but not itself', () => {
  expect(beside(['closed', 'open', 'draft'], 'C')).toBe('B');
  expect(beside(['closed', 'open', 'draft'], null)).toBe('B');
  expect(beside(['closed', 'open', 'draft'], 'B')).toBeNull();
});

test('a poll that the host has left open blocks no longer; another open poll does', () => {
  expect(beside(['closed', 'open', 'draft'], 'C', ['B'])).toBeNull();
  expect(beside(['open', 'open', 'draft'], 'C', ['B'])).toBe('A');
});

test('without an open poll nothing is blocked', () => {
  expect(beside(['closed', 'ready', 'draft'], 'C')).toBeNull();
  expect(beside([], null)).toBeNull();
});
