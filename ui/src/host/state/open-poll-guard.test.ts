import { expect, test } from 'vitest';
import type { PollState, PollSummary } from '../../lib/wire.gen';
import { otherOpenPoll } from './open-poll-guard';

const polls = (...states: PollState[]) => states.map((state, at) => ({ poll_code: 'ABC'[at], state })) as PollSummary[];
const blocker = (states: PollState[], code: string | null, leftOpen: string[] = []) =>
  otherOpenPoll(polls(...states), code, leftOpen)?.poll_code ?? null;

test('an open poll blocks every other poll and a new one, but not itself', () => {
  expect(blocker(['closed', 'open', 'draft'], 'C')).toBe('B');
  expect(blocker(['closed', 'open', 'draft'], null)).toBe('B');
  expect(blocker(['closed', 'open', 'draft'], 'B')).toBeNull();
});

test('a poll that the host has left open no longer blocks; another open poll does', () => {
  expect(blocker(['closed', 'open', 'draft'], 'C', ['B'])).toBeNull();
  expect(blocker(['open', 'open', 'draft'], 'C', ['B'])).toBe('A');
});

test('without an open poll nothing is blocked', () => {
  expect(blocker(['closed', 'ready', 'draft'], 'C')).toBeNull();
  expect(blocker([], null)).toBeNull();
});
