import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { loadKind } from '../kinds/phone.svelte';
import type { Results, Snapshot, YourVote } from '../lib/wire.gen';
import { notices } from './notices';
import { Voter } from './voter.svelte';

beforeAll(() => loadKind('single'));

const OPTIONS = [1, 2].map((id) => ({ id, option_text: `${id}`, vote_count: null, percentage: null }));
const mine: YourVote = { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX' };
const choose = (voter: Voter, id: number) => (voter.answer = { options: [id] });

const results = (seq: number, more: Partial<Results> = {}): Results => ({
  poll_code: 'AB3DE9ZX',
  meeting: 'K7Q2M9',
  question: 'Where to?',
  kind: 'single',
  min_choices: 1,
  max_choices: 1,
  fairness: 'device',
  results: 'live',
  allow_change: false,
  state: 'open',
  revealed: false,
  answer_shown: false,
  closes_in: null,
  round: 1,
  seq,
  revision: 1,
  total_votes: 0,
  connected: 1,
  still_choosing: 0,
  presence_seq: 1,
  results_visible: false,
  mean: null,
  options: OPTIONS,
  ...more,
});
const snapshot = (seq: number, your_vote: YourVote | null, more: Partial<Results> = {}): Snapshot => ({
  ...results(seq, more),
  your_vote,
});
const closed = { state: 'closed' } as const;

/** A network whose requests are pending, by method, until the test calls `answer` or `fail`. */
function network() {
  const pending: Record<string, { body: unknown; end: (answer: Response | Error) => void }[]> = {};
  vi.stubGlobal('fetch', (_: string, { method, body }: RequestInit) => {
    return new Promise((resolve, reject) => {
      const end = (answer: Response | Error) => (answer instanceof Error ? reject(answer) : resolve(answer));
      (pending[method!] ??= []).push({ body: body ? JSON.parse(String(body)) : null, end });
    });
  });
  const isIdle = () => !Object.keys(pending).length;
  const requested = (method: string) => vi.waitFor(() => expect(pending[method]?.length).toBeGreaterThan(0));
  return {
    isIdle,
    /** Answers the first request that waits; returns its body. */
    async answer(method: string, status: number, body: unknown) {
      await requested(method);
      const request = pending[method]!.shift()!;
      request.end(new Response(JSON.stringify(body), { status }));
      await settled();
      return request.body;
    },
    async fail(method: string) {
      await requested(method);
      pending[method]!.shift()!.end(new Error('no network'));
      await settled();
    },
  };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));
const noticeTexts = (voter: Voter) => notices(voter).map(({ text }) => text);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function* permutations<T>(all: T[]): Generator<T[]> {
  if (!all.length) yield [];
  for (const one of all) for (const rest of permutations(all.filter((other) => other !== one))) yield [one, ...rest];
}

test('an incomplete ballot is not sent: the phone says what is missing, each time', async () => {
  const { isIdle } = network();
  const voter = new Voter(snapshot(1, null), 'token');
  await voter.submit();
  expect(voter.note).toEqual({ text: 'Choose one' });
  expect(voter.isReminded).toBe(true);
  const first = voter.note;
  await voter.submit();
  expect(voter.note).not.toBe(first);
  expect(isIdle()).toBe(true);
});

test('a vote that is counted as the poll closes ends the same in every order of messages', async () => {
  for (const order of permutations(['answer', 'close', 'update', 'join', 'stale join'] as const)) {
    const net = network();
    const voter = new Voter(snapshot(1, null), 'token');
    choose(voter, 2);
    const sent = voter.submit();
    for (const event of order) {
      if (event === 'answer')
        await net.answer('POST', 200, { success: true, receipt: mine.receipt, results: results(2) });
      if (event === 'close') voter.applyResults(results(4, closed));
      if (event === 'update') voter.applyResults(results(3, { total_votes: 1 }));
      if (event === 'join') voter.applySnapshot(snapshot(5, mine, closed));
      if (event === 'stale join') voter.applySnapshot(snapshot(1, null));
      expect(noticeTexts(voter), `${order} at ${event}`).not.toContain(
        'Your choice was not sent in time, so it was not counted.',
      );
    }
    await sent;
    const seen = {
      sending: voter.sending,
      mine: voter.mine,
      phase: voter.phase,
      noticeTexts: noticeTexts(voter),
      answer: voter.answer,
    };
    expect(seen, `${order}`).toEqual({
      sending: false,
      mine,
      phase: 'closed',
      noticeTexts: ['This phone voted.'],
      answer: null,
    });
  }
});

test('a vote whose answer was lost is not reported as late: the counted vote is fetched first', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const net = network();
  const voter = new Voter(snapshot(1, null), 'token');
  choose(voter, 2);
  const sent = voter.submit();
  await net.fail('POST');
  expect(noticeTexts(voter)[0]).toMatch(/^Trying again/);
  voter.applyResults(results(3, closed));
  voter.retryNow();
  await net.answer('POST', 409, { code: 'poll_not_open', status: 409 });
  expect([voter.sending, noticeTexts(voter)]).toEqual([true, ['Sending…']]);
  await net.answer('GET', 200, snapshot(3, mine, closed));
  await sent;
  expect([voter.sending, voter.mine, noticeTexts(voter)]).toEqual([false, mine, ['This phone voted.']]);
});

test('a late vote is reported as not sent in time, whether or not the counted vote can be fetched', async () => {
  for (const isFetched of [true, false]) {
    const net = network();
    const voter = new Voter(snapshot(1, null), 'token');
    choose(voter, 2);
    const sent = voter.submit();
    voter.applyResults(results(3, closed));
    await net.answer('POST', 409, { code: 'poll_not_open', status: 409 });
    if (isFetched) await net.answer('GET', 200, snapshot(3, null, closed));
    else await net.fail('GET');
    await sent;
    expect([voter.sending, voter.mine, noticeTexts(voter)]).toEqual([
      false,
      null,
      ['Your choice was not sent in time, so it was not counted.'],
    ]);
  }
});

test('“Counted” is fresh once: not again when the ballot is opened and left, and not in another round', async () => {
  const open = { allow_change: true };
  for (const leave of [
    (voter: Voter) => (voter.change(), voter.keep()),
    (voter: Voter) => voter.applyResults(results(3, { ...open, round: 2 })),
  ]) {
    const net = network();
    const voter = new Voter(snapshot(1, null, open), 'token');
    choose(voter, 2);
    const sent = voter.submit();
    await net.answer('POST', 200, { success: true, receipt: mine.receipt, results: results(2, open) });
    await sent;
    expect(voter.isFresh).toBe(true);
    leave(voter);
    expect(voter.isFresh).toBe(false);
  }
});

test('a refused change leaves the earlier vote; a change whose answer was lost counts', async () => {
  const open = { allow_change: true };
  const changed: YourVote = { option_ids: [1], answer: { options: [1] }, receipt: 'NEWER123' };
  for (const [counts, expected] of [
    [mine, mine],
    [changed, changed],
  ] as const) {
    const net = network();
    const voter = new Voter(snapshot(1, mine, open), 'token');
    voter.change();
    choose(voter, 1);
    const sent = voter.submit();
    voter.applyResults(results(3, { ...open, ...closed }));
    await net.answer('POST', 409, { code: 'poll_not_open', status: 409 });
    await net.answer('GET', 200, snapshot(3, counts, { ...open, ...closed }));
    await sent;
    const text = counts === mine ? 'Your change was not sent in time: your earlier vote counts.' : 'This phone voted.';
    expect([voter.mine, noticeTexts(voter)]).toEqual([expected, [text]]);
  }
});

test('a choice survives a reload, but no new round and no rewording', () => {
  const store = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  const first = new Voter(snapshot(1, null), 'token');
  choose(first, 2);
  expect(new Voter(snapshot(1, null), 'token').answer).toEqual({ options: [2] });
  expect(new Voter(snapshot(1, null, { round: 2 }), 'token').answer).toBe(null);
  const others = [OPTIONS[0]!, { ...OPTIONS[1]!, option_text: 'another' }];
  store.forEach((value, key) => key.endsWith('1') && expect(value).toBe('[{"options":[2]},["2 2"]]'));
  const reworded = new Map(store);
  expect(new Voter(snapshot(1, null, { options: others }), 'token').answer).toBe(null);
  reworded.forEach((value, key) => store.set(key, value));
  const again = new Voter(
    snapshot(1, { option_ids: [1], answer: { options: [1] }, receipt: 'A' }, { allow_change: true }),
    'token',
  );
  expect([again.answer, again.changing]).toEqual([{ options: [2] }, true]);
  again.keep();
  expect(store.size).toBe(0);
});

test('a vote that was delayed is not sent again as one for a new round', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const net = network();
  const voter = new Voter(snapshot(1, null), 'token');
  choose(voter, 2);
  const sent = voter.submit();
  await net.fail('POST');
  voter.applyResults(results(5, { round: 2 }));
  const again = await net.answer('POST', 409, { code: 'round_passed', status: 409 });
  expect(again).toEqual({ answer: { options: [2] }, round: 1 });
  await net.answer('GET', 200, snapshot(5, null, { round: 2 }));
  await sent;
  expect([voter.sending, voter.mine, voter.phase]).toEqual([false, null, 'voting']);
  expect(noticeTexts(voter)[0]).toMatch(/round before/);
  const now = voter.submit();
  const second = await net.answer('POST', 409, { code: 'poll_not_open', status: 409 });
  expect(second).toEqual({ answer: { options: [2] }, round: 2 });
  await net.fail('GET');
  await now;
});

test('a phone asks for more time once in a round, and again where the request was lost', async () => {
  const net = network();
  const voter = new Voter(snapshot(1, null), 'token');
  const lost = voter.askForTime();
  await net.fail('POST');
  await lost;
  expect([voter.hasAskedForTime, voter.note]).toEqual([
    false,
    { text: 'The request did not arrive. Please try again.' },
  ]);
  const asked = voter.askForTime();
  await voter.askForTime();
  await net.answer('POST', 200, null);
  await asked;
  expect(voter.hasAskedForTime).toBe(true);
  voter.applyResults(results(2, { round: 2 }));
  expect(voter.hasAskedForTime).toBe(false);
});
