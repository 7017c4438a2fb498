import { expect, test } from 'vitest';
import type { Answer } from '../lib/http';
import type { Counted } from '../lib/wire.gen';
import { cast, type Delay, isRetryable, retryDelay } from './retry';

const refusal = (code: string, status: number, retry_after?: number): Answer<Counted> => ({
  problem: { type: '', title: '', detail: '', code, status, ...(retry_after === undefined ? {} : { retry_after }) },
});
const counted = { value: { success: true, receipt: '7K2FQ9ZX' } as Counted };

/** Casts a ballot to a server that gives these answers, one at each try. */
async function castBallot(...answers: Answer<Counted>[]) {
  const delays: Delay[] = [];
  const unused = [...answers];
  const last = await cast({
    post: async () => unused.shift()!,
    wait: async (delay) => void delays.push(delay),
    random: () => 0.5,
  });
  return { last, delays, unused: unused.length };
}

test('a counted ballot is sent once', async () => {
  expect(await castBallot(counted, counted)).toEqual({ last: counted, delays: [], unused: 1 });
});

test('network failures are retried with a growing delay', async () => {
  const lost = refusal('unreachable', 0);
  const { last, delays } = await castBallot(lost, lost, lost, counted);
  expect(last).toBe(counted);
  expect(delays.map((delay) => delay.seconds)).toEqual([1, 2, 4]);
});

test('the server’s own delay is used and shown', async () => {
  const { delays } = await castBallot(
    refusal('too_many_requests', 429, 6),
    refusal('storage_unavailable', 503, 2),
    counted,
  );
  expect(delays).toEqual([
    { code: 'too_many_requests', seconds: 6.5 },
    { code: 'storage_unavailable', seconds: 2.5 },
  ]);
});

test('a final refusal is not retried', async () => {
  const refused = refusal('already_voted_address', 409);
  expect((await castBallot(refused, counted)).last).toBe(refused);
  expect(isRetryable({ code: 'poll_not_open', status: 409 })).toBe(false);
  expect(isRetryable({ code: 'invalid_choice', status: 422 })).toBe(false);
});

test('a growing delay is at most 12.5 seconds, and none is shorter than the server’s', () => {
  expect(retryDelay({}, 30, () => 1)).toBe(12.5);
  expect(retryDelay({ retry_after: 6 }, 0, () => 0)).toBe(6);
});
