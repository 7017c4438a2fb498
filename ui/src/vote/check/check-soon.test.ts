import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../lib/wire.gen';
import { Voter } from '../voter.svelte';
import { checkSoon, claimOf } from './check-soon';

const SEAL = 'AAAA-AAAA-AAAA-AAAA';
const mine = { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX', nonce: '00'.repeat(16) };
const snapshot = (seq: number, more: Partial<Snapshot> = {}): Snapshot =>
  ({
    poll_code: 'AB3DE9ZX',
    kind: 'single',
    state: 'open',
    round: 1,
    seq,
    options: [],
    allow_change: false,
    your_vote: mine,
    ...more,
  }) as Snapshot;
const closed = (seq: number, more: Partial<Snapshot> = {}) => snapshot(seq, { state: 'closed', seal: SEAL, ...more });

/** The requests so far; those for a proof are answered with `answer`. */
let answer: { status: number; body: unknown };
let requests: string[];
const NOT_IN_RESULT = { status: 404, body: { code: 'not_in_result' } };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, 'now').mockReturnValue(1e6);
  requests = [];
  answer = NOT_IN_RESULT;
  vi.stubGlobal('fetch', async (path: string) => {
    requests.push(path);
    const { status, body } = path.includes('/proof') ? answer : { status: 200, body: closed(9) };
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A phone at a closed poll that checks its vote. */
function checking() {
  const voter = new Voter(closed(1), 'token');
  return { voter, stop: checkSoon(voter, claimOf(voter)!, 'token') };
}
const proofs = () => requests.filter((path) => path.includes('/proof'));

test('there is nothing to check without a vote, a nonce or a seal', () => {
  const claim = (first: Snapshot) => claimOf(new Voter(first, 'token'));
  expect(claim(snapshot(1))).toBe(null);
  expect(claim(closed(1, { your_vote: null }))).toBe(null);
  expect(claim(closed(1, { your_vote: { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX' } }))).toBe(
    null,
  );
  expect(claim(closed(1))).toBe(`AB3DE9ZX 1 7K2FQ9ZX ${SEAL}`);
});

test('after a close a phone asks at a random moment of a few seconds', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  checking();
  await vi.advanceTimersByTimeAsync(1999);
  expect(requests).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(proofs()[0]).toMatch(/^\/poll\/AB3DE9ZX\/proof\?commitment=[0-9a-f]{64}$/);
});

test('a page that was just loaded asks at once', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(10);
  checking();
  await vi.advanceTimersByTimeAsync(0);
  expect(proofs()).toHaveLength(1);
});

test('a vote that is missed is reported after the page has been brought up to date, once', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { voter } = checking();
  await vi.advanceTimersByTimeAsync(2000);
  expect(requests.filter((path) => path.endsWith('/results'))).toHaveLength(1);
  expect(voter.checked).toBe(null);
  await vi.advanceTimersByTimeAsync(600_000);
  await vi.dynamicImportSettled();
  expect(voter.checked).toMatchObject({ claim: claimOf(voter), isFine: false });
  expect(proofs()).toHaveLength(2);
});

test('a failure is tried again quietly, and not for ever', async () => {
  answer = { status: 503, body: { code: 'storage_unavailable' } };
  const { voter } = checking();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(proofs()).toHaveLength(8);
  expect(voter.checked).toBe(null);
});

test('nothing is reported about a vote or a result that is no longer shown', async () => {
  const reopened = checking();
  reopened.voter.applyResults(snapshot(2, { seal: undefined as never }));
  const stopped = checking();
  stopped.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(requests).toEqual([]);
  expect([reopened.voter.checked, stopped.voter.checked]).toEqual([null, null]);
});
