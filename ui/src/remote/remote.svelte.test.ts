import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StepsNow } from '../lib/wire.gen';
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

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answer = [200, { did: 'open', now: steps('2') }];
  vi.stubGlobal('fetch', async (_: string, { method = 'GET', body }: RequestInit) => {
    sent.push({ method, body: body && JSON.parse(String(body)) });
    const [status, value] = method === 'POST' ? answer : [200, { number: '0427', steps: steps('1') }];
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

test('a step that would reopen a vote is sent again only with a confirmation', async () => {
  const remote = new Remote('K7Q2M9');
  await remote.read();
  answer = [409, { code: 'would_reopen', status: 409, type: '', title: '', detail: '' }];
  const tap = remote.take('back');
  await vi.advanceTimersByTimeAsync(600);
  await tap;
  expect(remote.doubt).toEqual({ code: 'would_reopen', step: 'back' });
  void remote.take('back', 'reopen');
  await vi.advanceTimersByTimeAsync(600);
  expect(posts()[1]).toEqual({ step: 'back', from: '1', confirm: 'reopen' });
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
