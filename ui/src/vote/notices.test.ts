import { expect, test } from 'vitest';
import { notices } from './notices';

type VoterView = Parameters<typeof notices>[0];
const usual: VoterView = {
  connection: 'live',
  delay: null,
  refusal: null,
  phase: 'voting',
  mine: null,
  sending: false,
  answer: null,
  optionsChanged: false,
  changing: false,
  elsewhere: null,
};
const titles = (view: Partial<VoterView>) => notices({ ...usual, ...view }).map((notice) => notice.title);
const texts = (view: Partial<VoterView>) => notices({ ...usual, ...view }).map((notice) => notice.text);

test('a voter without a problem has no notice', () => {
  expect(titles({})).toEqual([]);
  expect(titles({ connection: 'lost' })).toEqual([]);
});

test('every refusal names the next step', () => {
  expect(texts({ refusal: 'already_voted_address' })[0]).toContain('Ask the host');
  expect(texts({ refusal: 'too_many_changes' })[0]).toContain('This is the vote that counts');
  expect(notices({ ...usual, refusal: 'no_such_poll' })[0]?.to).toBe('check_code');
  expect(notices({ ...usual, refusal: 'no_such_poll' })[0]?.href).toBe('/');
  const elsewhere = 'http://10.0.0.2:4242/m/K7M2QX';
  expect(notices({ ...usual, refusal: 'ipv4_needed', elsewhere })[0]).toMatchObject({ to: 'ipv4_go', href: elsewhere });
  expect(notices({ ...usual, refusal: 'ipv4_needed' })[0]?.to).toBeUndefined();
  expect(texts({ refusal: 'never_heard_of' })[0]).toContain('never_heard_of');
});

test('a delayed ballot says why and when', () => {
  const view = { delay: { code: 'too_many_requests', seconds: 6 } };
  expect(titles(view)).toEqual(['retry_fast_title']);
  expect(texts(view)[0]).toContain('6 s');
  expect(titles({ delay: { code: 'storage_unavailable', seconds: 1 } })).toEqual(['retry_busy_title']);
});

test('a closed poll says whether this phone voted', () => {
  const phase = 'closed';
  expect(texts({ phase, mine: { option_ids: [1], answer: { options: [1] }, receipt: 'A' } })).toEqual([
    'This phone voted.',
  ]);
  expect(texts({ phase })).toEqual(['This phone did not vote.']);
  expect(texts({ phase, answer: { options: [1] }, refusal: 'poll_not_open' })).toHaveLength(1);
});

test('a change that came too late says that the earlier vote counts', () => {
  const mine = { option_ids: [1], answer: { options: [1] }, receipt: 'A' };
  const phase = 'closed';
  expect(texts({ phase, mine, changing: true, answer: { options: [2] } })).toEqual([
    'Your change was not sent in time: your earlier vote counts.',
  ]);
  expect(texts({ phase, mine, changing: true, answer: { options: [2] }, sending: true })).toEqual(['Sending…']);
});
