import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pair, pairingCode } from './session';

/** What the server answers in turn; null where it is not reached. */
let answers: (Response | null)[];
let sent: unknown[];
const location = { hash: '', pathname: '/m/K7Q2M9/remote', search: '' };

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  location.hash = '#pair=ONCE';
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { replaceState: () => (location.hash = '') });
  vi.stubGlobal('localStorage', { setItem: () => {} });
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    sent.push(JSON.parse(String(body)));
    const answer = answers.shift();
    if (!answer) throw new Error('no network');
    return answer;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

test('a code is kept while the server is not reached, tried again, and then leaves the URL', async () => {
  answers = [null, null, json(200, { number: '0427', secret: 's' })];
  const onlost = vi.fn(() => expect(pairingCode()).toBe('ONCE'));
  const paired = pair('K7Q2M9', pairingCode(), onlost);
  await vi.runAllTimersAsync();
  expect(await paired).toEqual({ value: { number: '0427', secret: 's' } });
  expect(sent).toEqual([{ code: 'ONCE' }, { code: 'ONCE' }, { code: 'ONCE' }]);
  expect(onlost).toHaveBeenCalledTimes(2);
  expect(pairingCode()).toBe('');
});

test('a code is kept while the server is busy, and that is the reason', async () => {
  const busy = (status: number, code: string) => json(status, { code, status, type: '', title: '', detail: '' });
  answers = [
    busy(503, 'storage_unavailable'),
    busy(429, 'too_many_requests'),
    json(200, { number: '0427', secret: 's' }),
  ];
  const onwait = vi.fn(() => expect(pairingCode()).toBe('ONCE'));
  const paired = pair('K7Q2M9', pairingCode(), onwait);
  await vi.runAllTimersAsync();
  expect(await paired).toMatchObject({ value: { number: '0427' } });
  expect(onwait.mock.calls).toMatchObject([[{ code: 'storage_unavailable' }], [{ code: 'too_many_requests' }]]);
});

test('a code that the server refuses is not tried again', async () => {
  answers = [json(403, { code: 'not_paired', status: 403, type: '', title: '', detail: '' })];
  const answer = await pair('K7Q2M9', pairingCode(), () => {});
  expect(answer).toMatchObject({ problem: { code: 'not_paired' } });
  expect(sent).toHaveLength(1);
  expect(pairingCode()).toBe('');
});
