import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepOf } from '../lib/unseen-step';
import type { StepsNow } from '../lib/wire.gen';
import { Lead } from './lead.svelte';

let sent: { path: string; body: unknown }[];
/** What the server answers to a step: a status and a code. */
let answer: [number, string];
let now: Partial<StepsNow>;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answer = [200, ''];
  now = { at: '7', poll: null, next: { action: 'close', poll_code: 'A', question: '' }, back: null };
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return new Response(JSON.stringify(now));
    sent.push({ path, body: JSON.parse(String(body)) });
    const [status, code] = answer;
    return new Response(JSON.stringify({ code, status }), { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const bodies = () => sent.map(({ body }) => body);
const rest = () => vi.advanceTimersByTimeAsync(600);

test('a double click is one step', async () => {
  const lead = new Lead('K7Q2M9');
  await Promise.all([lead.take('next', true), lead.take('next', true)]);
  await lead.take('next', true);
  expect(sent).toEqual([{ path: '/api/meetings/K7Q2M9/step', body: { step: 'next', from: '7' } }]);
  await rest();
  await lead.take('next', true);
  expect(sent).toHaveLength(2);
});

test('what has to be confirmed is asked first, and the same key again confirms it from the state that was asked about', async () => {
  const lead = new Lead('K7Q2M9');
  answer = [409, 'would_reopen'];
  await lead.take('back', true);
  expect(lead.doubt).toMatchObject({ code: 'would_reopen', key: 'back' });
  await rest();
  now = { ...now, at: '8' };
  answer = [200, ''];
  await lead.take('back', true);
  expect(bodies()).toEqual([
    { step: 'back', from: '7' },
    { step: 'back', from: '7', confirm: 'reopen' },
  ]);
  expect(lead.doubt).toBeNull();
});

test('another step takes a doubt back and confirms nothing, and a key that is no step works on', async () => {
  const lead = new Lead('K7Q2M9');
  answer = [409, 'poll_still_open'];
  await lead.take('next', true);
  await rest();
  await lead.take('back', true);
  expect([lead.doubt, sent.length]).toEqual([null, 1]);
  await lead.take('next', true);
  await rest();
  answer = [200, ''];
  await lead.take('blank', true);
  expect(lead.doubt).toBeNull();
  expect(bodies()).toEqual([
    { step: 'next', from: '7' },
    { step: 'next', from: '7' },
    { step: 'blank', from: '7' },
  ]);
});

test('what is asked stays while votes and phones arrive, and is dropped when the room sees something else', async () => {
  const lead = new Lead('K7Q2M9');
  lead.follow('7 closed');
  answer = [409, 'would_reopen'];
  await lead.take('back', true);
  lead.follow('7 closed');
  expect(lead.doubt?.code).toBe('would_reopen');
  lead.follow('8 closed');
  expect(lead.doubt).toBeNull();
});

test('after the last question nothing is sent, and that is said', async () => {
  const lead = new Lead('K7Q2M9');
  now = { ...now, next: null };
  await lead.take('next', true);
  expect([lead.refused, sent]).toEqual(['nothing_follows', []]);
});

test('another refusal is named for a moment, or until the next step', async () => {
  const lead = new Lead('K7Q2M9');
  answer = [409, 'votes_counted'];
  await lead.take('back', true);
  expect([lead.refused, lead.doubt]).toEqual(['votes_counted', null]);
  await rest();
  answer = [200, ''];
  await lead.take('next', true);
  expect(lead.refused).toBe('');
  await rest();
  answer = [409, 'votes_counted'];
  await lead.take('back', true);
  await vi.advanceTimersByTimeAsync(5000);
  expect(lead.refused).toBe('');
});

const on = (state: string, more: object = {}) =>
  ({ poll: { state, on_stage: true, hidden: false, ...more }, back: null }) as unknown as StepsNow;

test('keys that switch something ask for the other state of what the room sees', () => {
  expect(stepOf('open', on('open'))).toBe('close');
  expect(stepOf('open', on('open', { on_stage: false }))).toBe('open');
  expect(stepOf('open', on('closed'))).toBe('open');
  expect(stepOf('reveal', on('closed', { hidden: true }))).toBe('reveal');
  expect(stepOf('reveal', { ...on('closed'), back: { action: 'hide', poll_code: '', question: '' } })).toBe('back');
  expect(stepOf('answer', { ...on('closed'), back: { action: 'hide_answer', poll_code: '', question: '' } })).toBe(
    'back',
  );
  expect(stepOf('again', on('open'))).toBeNull();
});

test('R switches the bars of a poll whose counts phones see, and only where there are counts', async () => {
  const lead = new Lead('K7Q2M9');
  now = { ...on('ready'), at: '7' };
  await lead.take('reveal', true);
  expect(sent).toEqual([]);
  await rest();
  now = { ...on('open'), at: '7' };
  await lead.take('reveal', true);
  expect(sent).toEqual([{ path: '/api/meetings/K7Q2M9/stage', body: { bars: false } }]);
});
