import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Step, StepsNow } from '../lib/wire.gen';
import { Remote } from './remote.svelte';

const steps = (at: string): StepsNow => ({
  join_code: 'K7Q2M9',
  name: '',
  view: 'lobby',
  joined: 0,
  poll: null,
  next: null,
  back: null,
  at,
});

let sent: { method: string; body: unknown }[];
/** What the server answers to steps: a status and a body. */
let answer: [number, unknown];
/** What the server answers to reads: its state. */
let at: string;
/** Whether the server is reached. */
let isReached: boolean;
/** Whether the meeting has ended. */
let hasEnded: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  [at, isReached, hasEnded] = ['1', true, false];
  answer = [200, { did: 'open', now: steps('2') }];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit) => {
    if (!isReached) throw new Error('no network');
    if (path === '/m/K7Q2M9/stage') return new Response(JSON.stringify({ ended: hasEnded }));
    sent.push({ method, body: body && JSON.parse(String(body)) });
    const [status, value] = method === 'POST' ? answer : [200, { number: '0427', steps: steps(at), held: null }];
    return new Response(JSON.stringify(value), { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const posts = () => sent.filter(({ method }) => method === 'POST').map(({ body }) => body);

test('a double tap is one step, from the state that was shown', async () => {
  const remote = new Remote('K7Q2M9');
  await remote.read();
  const taps = [remote.take('next'), remote.take('next')];
  await vi.advanceTimersByTimeAsync(600);
  await Promise.all(taps);
  expect(posts()).toEqual([{ step: 'next', from: '1' }]);
  expect(remote.now?.at).toBe('2');
  expect(remote.isBusy).toBe(false);
});

const refusal = (code: string): [number, unknown] => [409, { code, status: 409, type: '', title: '', detail: '' }];

async function refusedStep(code: string, step: Step): Promise<Remote> {
  const remote = new Remote('K7Q2M9');
  await remote.read();
  answer = refusal(code);
  const tap = remote.take(step);
  await vi.advanceTimersByTimeAsync(600);
  await tap;
  return remote;
}

test('a step that would reopen a vote is sent again only with a confirmation, from the state that it was refused in', async () => {
  const remote = await refusedStep('would_reopen', 'back');
  expect(remote.doubt).toEqual({ code: 'would_reopen', step: 'back', from: '1', question: '' });
  void remote.confirm('reopen');
  await vi.advanceTimersByTimeAsync(600);
  expect(posts()[1]).toEqual({ step: 'back', from: '1', confirm: 'reopen' });
});

test('a doubt ends with the state that it is about: nothing is confirmed that was not asked', async () => {
  const remote = await refusedStep('poll_still_open', 'next');
  at = '2';
  await remote.read();
  expect([remote.doubt, remote.refused]).toEqual([null, 'step_passed']);
  await remote.confirm('close');
  expect(posts()).toHaveLength(1);
});

test('nothing is sent while the connection is lost, and a phone that was ended stays so', async () => {
  const remote = new Remote('K7Q2M9');
  await remote.take('next');
  expect(posts()).toEqual([]);
  await remote.read();
  answer = [403, { code: 'not_paired', status: 403, type: '', title: '', detail: '' }];
  const tap = remote.take('next');
  await vi.advanceTimersByTimeAsync(600);
  await tap;
  expect(remote.ended?.code).toBe('not_paired');
});

test('the phones of a meeting that has ended are told that it has', async () => {
  const remote = new Remote('K7Q2M9');
  await remote.read();
  [answer, hasEnded] = [[403, { code: 'not_paired', status: 403, type: '', title: '', detail: '' }], true];
  const tap = remote.take('next');
  await vi.advanceTimersByTimeAsync(600);
  await tap;
  expect(remote.ended?.code).toBe('meeting_ended');
});

test('after a while without an answer, waiting alone may not help', async () => {
  const remote = new Remote('K7Q2M9');
  await remote.read();
  isReached = false;
  await remote.read();
  expect([remote.isConnected, remote.isLostLong]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(16_000);
  await remote.read();
  expect(remote.isLostLong).toBe(true);
  isReached = true;
  await remote.read();
  expect([remote.isConnected, remote.isLostLong]).toEqual([true, false]);
});
