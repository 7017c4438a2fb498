import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { loadKind } from '../kinds/phone.svelte';
import type { Results, Snapshot, YourVote } from '../lib/wire.gen';
import { Voter } from './voter.svelte';

beforeAll(() => Promise.all([loadKind('single'), loadKind('multiple')]).then(() => undefined));

const mine: YourVote = { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX' };

const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  poll_code: 'AB3DE9ZX',
  meeting: 'K7Q2M9',
  question: 'Where to?',
  kind: 'single',
  min_choices: 1,
  max_choices: 1,
  fairness: 'device',
  results: 'live',
  allow_change: false,
  one_tap: true,
  state: 'open',
  revealed: false,
  answer_shown: false,
  closes_in: null,
  round: 1,
  seq: 1,
  revision: 1,
  total_votes: 0,
  connected: 1,
  still_choosing: 0,
  presence_seq: 1,
  results_visible: false,
  mean: null,
  options: [1, 2].map((id) => ({ id, option_text: `${id}`, vote_count: null, percentage: null })),
  your_vote: null,
  ...more,
});

/** The ballots that were posted, each with whether it is sent although the page is being left. */
let posted: [ballot: string, isLeaving: boolean][] = [];

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  vi.stubGlobal('fetch', (_: string, { body, keepalive }: RequestInit) => {
    posted.push([body as string, !!keepalive]);
    return new Promise(() => {});
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const tap = (voter: Voter, id: number, left: number | null = null) => voter.choose({ options: [id] }, true, left);
const ballot = (id: number) => JSON.stringify({ answer: { options: [id] }, round: 1 });

test('a tapped choice waits five seconds, and another tap starts anew', () => {
  const voter = new Voter(snapshot(), 'token');
  tap(voter, 1);
  expect(voter.note).toEqual({ text: 'A 1: sending in 5 seconds. Undo takes it back.' });
  vi.advanceTimersByTime(3000);
  expect(voter.undo.left).toBe(2);
  tap(voter, 2);
  expect(voter.undo.left).toBe(5);
  expect(posted).toEqual([]);
  voter.sendNow();
  voter.sendNow();
  expect([posted, voter.undo.left, voter.sending]).toEqual([[[ballot(2), false]], null, true]);
});

test('a choice that was taken back is not sent, not even when the page is left', () => {
  const voter = new Voter(snapshot(), 'token');
  tap(voter, 2);
  voter.takeBack();
  voter.sendNow(true);
  vi.advanceTimersByTime(60_000);
  expect([voter.answer, voter.undo.left, posted]).toEqual([null, null, []]);
  expect(voter.note).toEqual({ text: 'Taken back: nothing was sent.' });
});

test('a page that is left sends what waits, in a request that outlives it', () => {
  const voter = new Voter(snapshot(), 'token');
  tap(voter, 2);
  voter.sendNow(true);
  expect(posted).toEqual([[ballot(2), true]]);
});

test('a choice by keys waits for the button, also where a tapped one was about to be sent', () => {
  const voter = new Voter(snapshot(), 'token');
  voter.choose({ options: [1] }, false, null);
  expect([voter.undo.left, voter.note]).toEqual([null, null]);
  tap(voter, 2);
  voter.choose({ options: [1] }, false, null);
  expect([voter.undo.left, voter.note]).toEqual([null, { text: 'Not sent yet: Submit sends it.' }]);
});

test('shortly before the timer ends the time is shorter, and at the end a tap is sent at once', () => {
  const voter = new Voter(snapshot(), 'token');
  tap(voter, 1, 5);
  expect(voter.undo.left).toBe(3);
  tap(voter, 2, 2);
  expect([voter.undo.left, posted]).toEqual([null, [[ballot(2), false]]]);
});

test('only where one tap is the rule and a whole answer', () => {
  for (const more of [{ one_tap: undefined }, { kind: 'multiple' as const }]) {
    const voter = new Voter(snapshot(more as Partial<Results>), 'token');
    tap(voter, 1);
    expect([voter.answer, voter.undo.left]).toEqual([{ options: [1] }, null]);
  }
});

test('another round, another wording and the close leave nothing to send', () => {
  const reworded = [1, 2].map((id) => ({ id, option_text: 'new', vote_count: null, percentage: null }));
  for (const change of [{ round: 2 }, { options: reworded }, { state: 'closed' as const }]) {
    const voter = new Voter(snapshot(), 'token');
    tap(voter, 1);
    voter.applyResults(snapshot({ seq: 2, ...change }));
    voter.sendNow();
    expect([voter.undo.left, posted]).toEqual([null, []]);
  }
});

test('taking back a tapped change shows the vote that counts', () => {
  const voter = new Voter(snapshot({ allow_change: true, your_vote: mine }), 'token');
  voter.change();
  tap(voter, 1);
  voter.takeBack();
  expect([voter.answer, voter.phase, posted]).toEqual([mine.answer, 'voting', []]);
});

test('a ballot that was sent as the page was left, and counted, is not offered again as a change', () => {
  const store = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  tap(new Voter(snapshot(), 'token'), 2);
  const back = new Voter(snapshot({ allow_change: true, your_vote: mine }), 'token');
  expect([back.phase, back.answer, store.size]).toEqual(['counted', null, 0]);
});
