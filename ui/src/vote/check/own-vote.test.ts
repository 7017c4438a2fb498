import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { YourVote } from '../../lib/wire.gen';
import { ownVote } from './own-vote';
import { describeVote, storedVote, storeVote, votesIn } from './stored-votes.svelte';

/** A local storage with this content. */
function storage(content: Record<string, string> = {}) {
  const entries = new Map(Object.entries(content));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  });
  return entries;
}
beforeEach(() => void storage());
afterEach(() => void vi.unstubAllGlobals());

const round = (n = 1) => ({ poll_code: 'AB3DE9ZX', round: n });
const open = { ...round(), state: 'open', allow_change: false } as const;
const closed = { ...open, state: 'closed', seal: 'AAAA-AAAA-AAAA-AAAA' } as const;
const vote = (more: Partial<YourVote> = {}): YourVote => ({
  option_ids: [2],
  answer: { options: [2] },
  receipt: '7K2FQ9ZX',
  nonce: '00'.repeat(16),
  ...more,
});

test('a vote is kept by poll and round', () => {
  storeVote(round(1), vote());
  storeVote(round(2), vote({ receipt: 'SECOND00' }));
  expect(storedVote(round(1))).toMatchObject(vote());
  expect(storedVote(round(2))).toMatchObject({ receipt: 'SECOND00' });
  expect(storedVote(round(3))).toBe(null);
});

test('the newest 50 votes are kept', () => {
  for (let n = 1; n <= 51; n++) storeVote(round(n), vote());
  expect(storedVote(round(1))).toBe(null);
  expect(storedVote(round(2))).not.toBe(null);
  expect(storedVote(round(51))).not.toBe(null);
});

test.each(['{', '7', 'null', '[null, 7, {"poll":"AB3DE9ZX","round":1}]'])('stored text like %s is no vote', (text) => {
  storage({ 'handsup.votes': text });
  expect(storedVote(round())).toBe(null);
  storeVote(round(), vote());
  expect(storedVote(round())).toMatchObject(vote());
});

test('without storage, and with one that throws, the server’s vote is shown', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(ownVote(open, vote(), true)).toEqual(vote());
  const fail = () => {
    throw new Error('blocked');
  };
  vi.stubGlobal('localStorage', { getItem: fail, setItem: fail });
  expect(ownVote(closed, vote(), false)).toEqual(vote());
  expect(ownVote(closed, null, false)).toBe(null);
});

test('a vote that the server no longer knows is shown after the close, and not while voting is open', () => {
  ownVote(open, vote(), true);
  expect(ownVote(closed, null, false)).toMatchObject(vote());
  expect(ownVote(open, null, false)).toBe(null);
});

test('a vote of the server does not replace the one that was sent, unless it could be changed or was sent anew', () => {
  ownVote(open, vote(), true);
  const other = vote({ option_ids: [1], answer: { options: [1] }, receipt: 'FORGED00' });
  expect(ownVote(closed, other, false)).toMatchObject(vote());
  expect(ownVote({ ...open, allow_change: true }, other, false)).toEqual(other);
  const anew = vote({ receipt: 'ANEW0000' });
  expect(ownVote(open, anew, true)).toEqual(anew);
  expect(storedVote(round())).toMatchObject(anew);
});

test('the first seal of a close stays, until voting is opened again', () => {
  const second = { ...closed, seal: 'BBBB-BBBB-BBBB-BBBB' };
  ownVote(closed, vote(), true);
  ownVote(second, vote(), false);
  expect(storedVote(round())?.seal).toBe(closed.seal);
  ownVote(open, vote(), false);
  expect(storedVote(round())?.seal).toBe(undefined);
  ownVote(second, vote(), false);
  expect(storedVote(round())?.seal).toBe(second.seal);
});

test('the votes of a meeting are listed with what they were about, which a change of the vote keeps', () => {
  const about = { meeting: 'K7Q2M9', question: 'Where to?', said: 'A By the sea' };
  storeVote(round(1), vote());
  describeVote(round(1), about);
  storeVote(round(2), vote({ receipt: 'UNNAMED0' }));
  storeVote(round(3), vote({ receipt: 'ANOTHER0' }));
  describeVote(round(3), { ...about, meeting: 'ZZZZZZ' });
  storeVote(round(1), vote({ receipt: 'CHANGED0' }));
  expect(votesIn('K7Q2M9')).toMatchObject([{ ...about, receipt: 'CHANGED0', round: 1 }]);
});
