import { beforeAll, expect, test } from 'vitest';
import { loadKind } from '../kinds/phone.svelte';
import type { Recap, Results } from '../lib/wire.gen';
import { scene, type Scene } from './scene';
import { announcements } from './speech';

beforeAll(() =>
  Promise.all((['single', 'multiple', 'rating'] as const).map((kind) => loadKind(kind))).then(() => undefined),
);

const results = (more: Partial<Results> = {}): Results => ({
  poll_code: 'AB3DE9ZX',
  meeting: 'K7Q2M9',
  question: 'Where to?',
  kind: 'single',
  min_choices: 1,
  max_choices: 1,
  fairness: 'device',
  results: 'on_reveal',
  allow_change: false,
  state: 'open',
  revealed: false,
  answer_shown: false,
  closes_in: null,
  round: 1,
  seq: 1,
  revision: 1,
  total_votes: 0,
  connected: 3,
  still_choosing: 0,
  presence_seq: 1,
  results_visible: false,
  mean: null,
  options: counts(null, null),
  ...more,
});

const counts = (...votes: (number | null)[]) => {
  const all = votes.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return votes.map((vote_count, at) => ({
    id: at + 1,
    option_text: ['By the sea', 'In the mountains'][at]!,
    vote_count,
    percentage: vote_count === null ? null : all && Math.round((vote_count / all) * 1000) / 10,
  }));
};

type Seen = Parameters<typeof scene>[0];
type VoterSeen = NonNullable<Seen['voter']>;

/** The scene of a phone at a poll, with these differences from the usual state. */
function at(more: Partial<Results> = {}, voter: Partial<VoterSeen> = {}, left: number | null = null): Scene {
  const shown = results(more);
  const phase =
    shown.state === 'closed' ? 'closed' : shown.state !== 'open' ? 'waiting' : voter.mine ? 'counted' : 'voting';
  const usual = {
    results: shown,
    phase,
    mine: null,
    answer: null,
    changing: false,
    sending: false,
    delay: null,
    refusal: null,
    connection: 'live',
  };
  return scene({ voter: { ...usual, ...voter } as VoterSeen, stage: null, aside: null, connection: 'live' }, left);
}
const lobby = (more: Partial<Seen> = {}) =>
  scene({ voter: null, stage: null, aside: null, connection: 'live', ...more }, null);

/** What is announced at each change from one scene to the next; an empty text for a change without an announcement. */
const announced = (...scenes: Scene[]) =>
  scenes.slice(1).map((now, index) => announcements(scenes[index]!, now).join(' '));

const mine = { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX' };

test('this phone’s own vote is announced once, with the choice', () => {
  const shown = { results_visible: true, options: counts(0, 1), total_votes: 1 };
  const more = { results_visible: true, options: counts(5, 1), total_votes: 6 };
  expect(
    announced(at(), at({}, { sending: true, answer: { options: [2] } }), at(shown, { mine }), at(more, { mine })),
  ).toEqual(['', 'Counted. Your vote: B In the mountains.', '']);
});

test('other people’s votes are never announced', () => {
  const visible = (...votes: number[]) => ({
    results_visible: true,
    options: counts(...votes),
    total_votes: votes.length,
  });
  expect(
    announced(at(visible(0, 0)), at(visible(1, 0)), at(visible(1, 9)), at({ ...visible(2, 9), connected: 90 })),
  ).toEqual(['', '', '']);
});

test('shares of the own choice that change after the close are not announced', () => {
  const closed = (...votes: number[]) =>
    at(
      { state: 'closed', results_visible: true, options: counts(...votes), total_votes: votes[0]! + votes[1]! },
      { mine },
    );
  expect(announced(closed(1, 3), closed(2, 3), closed(2, 1))).toEqual(['', '']);
});

test('a choice that was not sent in time is announced', () => {
  expect(
    announced(at({}, { answer: { options: [1] } }), at({ state: 'closed' }, { answer: { options: [1] } })),
  ).toEqual(['Voting has ended. Your choice was not sent in time, so it was not counted.']);
});

test('a ballot that was on its way at the close is announced once its outcome is known', () => {
  const closed = { state: 'closed' } as const;
  const sending = at({}, { answer: { options: [2] }, sending: true });
  const undecided = at(closed, { answer: { options: [2] }, sending: true });
  expect(announced(sending, undecided, at(closed, { answer: { options: [2] } }))).toEqual([
    'Voting has ended. Sending…',
    'Your choice was not sent in time, so it was not counted.',
  ]);
  expect(announced(sending, undecided, at(closed, { mine }))[1]).toBe(
    'This phone voted. Counted. Your vote: B In the mountains.',
  );
});

test('the reveal names all leading options, and a rating’s mean', () => {
  const closed = { state: 'closed', results: 'on_reveal', total_votes: 4 } as const;
  const shown = { ...closed, revealed: true, results_visible: true };
  expect(announced(at(closed, { mine }), at({ ...shown, options: counts(1, 3) }, { mine }))).toEqual([
    '75% chose B, as you did. Results: B In the mountains, 75%, 3 votes.',
  ]);
  expect(announced(at(closed), at({ ...shown, options: counts(2, 2) }))).toEqual([
    'Results: A By the sea, B In the mountains, 50%, 2 votes.',
  ]);
  const rating = { kind: 'rating', mean: 1.75, median: 2, scale: 2, scale_from: 1, labels: [] } as Partial<Results>;
  const hidden = at({ ...closed, ...rating, mean: null });
  expect(announced(hidden, at({ ...shown, ...rating, options: counts(1, 3) }))[0]).toMatch(
    /^Results: 1\.75 on average, median 2, \d+ votes\.$/,
  );
});

test('a close with visible results announces them once', () => {
  const visible = { results_visible: true, options: counts(1, 0), total_votes: 1 };
  expect(
    announced(at(visible), at({ ...visible, state: 'closed' }), at({ ...visible, state: 'closed', connected: 9 })),
  ).toEqual(['Voting has ended. This phone did not vote. Results: A By the sea, 100%, 1 vote.', '']);
});

test('what the phone has found out about its vote is announced once', () => {
  const closed = { state: 'closed' } as const;
  const checked = { claim: '', isFine: true, title: 'Checked: your vote is in the result', text: 'seal' };
  const seen = at(closed, { mine, checked });
  expect(announced(at(closed, { mine }), seen, at({ ...closed, connected: 9 }, { mine, checked }))).toEqual([
    'Checked: your vote is in the result',
    '',
  ]);
});

test('the right answer is announced when the host shows it', () => {
  const closed = { state: 'closed' } as const;
  const [first, second] = counts(null, null);
  const answer = { ...closed, answer_shown: true, options: [first!, { ...second!, correct: true }] };
  expect(announced(at(closed), at(answer), at(answer))).toEqual(['Right answer: B In the mountains', '']);
});

test('whether the own vote was right is announced with the right answer, and each line once', () => {
  const shown = { state: 'closed', results_visible: true, revealed: true, total_votes: 4 } as const;
  const [first, second] = counts(1, 3);
  const right = { ...shown, answer_shown: true, options: [first!, { ...second!, correct: true }] };
  expect(
    announced(at({ ...shown, options: counts(1, 3) }, { mine }), at(right, { mine }), at(right, { mine })),
  ).toEqual(['You were right. Right answer: B In the mountains', '']);
});

test('what an incomplete ballot lacks is announced at each try', () => {
  const note = () => ({ text: 'Choose one' });
  const once = note();
  expect(announced(at(), at({}, { note: once }), at({}, { note: once }), at({}, { note: note() }))).toEqual([
    'Choose one',
    '',
    'Choose one',
  ]);
});

test('the board is announced when it opens', () => {
  const stage = (board: 'off' | 'open' | 'closed') => lobby({ stage: { board } as Seen['stage'] });
  expect(announced(stage('off'), stage('open'), stage('open'), stage('closed'))).toEqual([
    'Questions from the room.',
    '',
    '',
  ]);
});

test('the start is announced when the host says it, five minutes and one minute before, and when it has come', () => {
  const starts = (...seconds: (number | null)[]) =>
    announced(...seconds.map((n) => scene({ voter: null, stage: null, aside: null, connection: 'live' }, null, n)));
  expect(starts(null, 600, 599, 301, 300, 299, 60, 59, 1, 0)).toEqual([
    'Starts in 10 minutes',
    '',
    '',
    'Starts in 5 minutes',
    '',
    'Starts in 1 minute',
    '',
    '',
    'We start now',
  ]);
  expect(starts(200, 900, null)).toEqual(['', '']);
});

test('the end is announced with what the meeting was', () => {
  const over = (recap?: Recap) => lobby({ stage: { ended: true, recap } as Seen['stage'] });
  expect(announced(lobby(), over({ questions: 3, votes: 118, most_voters: 41 }))).toEqual([
    'The meeting has ended. 3 questions, 118 votes, 41 people in the largest vote.',
  ]);
  expect(announced(lobby(), over())).toEqual(['The meeting has ended']);
});

test('the time left is announced at 30 and at 10 seconds, again after an extension, never for a closed poll', () => {
  const left = (...seconds: (number | null)[]) => announced(...seconds.map((n) => at({}, {}, n)));
  expect(left(31, 30, 29, 11, 10, 9, 1, 0)).toEqual(['30 seconds left', '', '', '10 seconds left', '', '', '']);
  expect(left(null, 3600)).toEqual(['']);
  expect(left(null, 30)).toEqual(['30 seconds left']);
  expect(left(40, 8)).toEqual(['8 seconds left']);
  expect(left(9, 24, 10)).toEqual(['There is more time: 24 seconds left.', '10 seconds left']);
  expect(left(null, 1)).toEqual(['1 second left']);
  expect(announced(at({ state: 'closed' }, {}, 31), at({ state: 'closed' }, {}, 30))).toEqual(['']);
});

test('a refusal is announced in full; a delayed try once, not with every second', () => {
  expect(announced(at(), at({}, { refusal: 'already_voted_address' }))[0]).toMatch(
    /^Somebody on this network address has already voted\. Several/,
  );
  const waits = (seconds: number) => at({}, { delay: { code: 'unreachable', seconds } });
  expect(announced(at(), waits(3), waits(2), waits(1))).toEqual([
    'Not confirmed yet: no connection. Trying again by itself in 3 s. Your vote counts only once.',
    '',
    '',
  ]);
});

test('a staged poll is announced', () => {
  expect(announced(lobby(), at({ state: 'ready' }), at(), lobby())).toEqual([
    'Where to? Voting opens here by itself.',
    'Where to? Choose one',
    'The question appears here by itself.',
  ]);
  expect(announced(at({ state: 'closed' }), at({ round: 2 }))).toEqual(['Round 2. Where to? Choose one']);
});

test('opening the ballot again and leaving it announces nothing: the focus moves there', () => {
  const changing = at({}, { mine, changing: true, phase: 'voting' });
  expect(announced(at({}, { mine }), changing, at({}, { mine }))).toEqual(['', '']);
});

test('a host that does not answer is announced, and one that has quit', () => {
  const aside = { tone: 'bad', title: 'Gone', text: 'Scan again.' } as const;
  expect(announced(lobby(), lobby({ connection: 'lost' }), lobby({ connection: 'lost', aside }), lobby())).toEqual([
    '',
    'Gone. Scan again.',
    '',
  ]);
  expect(announced(lobby(), lobby({ connection: 'ended' }))[0]).toMatch(/^The host has ended the session\. Votes/);
});

test('time that the host adds is announced, and a countdown that is a second late is not', () => {
  const of = (left: number, more: Partial<Results> = {}) => at(more, {}, left);
  expect(announced(of(12), of(13), of(27), of(87), of(60, { round: 2 }))).toEqual([
    '',
    'There is more time: 27 seconds left.',
    'There is more time: 1:27 left.',
    'Round 2. Where to? Choose one',
  ]);
});
