import { expect, test } from 'vitest';
import type { Snapshot } from '../lib/wire.gen';
import { notices } from './notices';
import { Voter } from './voter.svelte';

const options = (...texts: [number, string][]) =>
  texts.map(([id, option_text]) => ({ id, option_text, vote_count: null, percentage: null }));
const poll = (more: Partial<Snapshot> = {}): Snapshot =>
  ({
    poll_code: 'AB3DE9ZX',
    kind: 'single',
    min_choices: 1,
    max_choices: 1,
    fairness: 'device',
    state: 'open',
    round: 1,
    seq: 1,
    options: options([1, 'Yes'], [2, 'No']),
    your_vote: null,
    ...more,
  }) as Snapshot;
const titles = (voter: Voter) => notices(voter).map((notice) => notice.title);

const choose = (voter: Voter, ...ids: number[]) => (voter.answer = { options: ids });

function voterWithChoice(more: Partial<Snapshot> = {}, id = 1): Voter {
  const voter = new Voter(poll(more), 'token');
  choose(voter, id);
  expect(voter.answer).toEqual({ options: [id] });
  return voter;
}

test('exchanged options are dropped from the choice, with a notice', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([3, 'No'], [4, 'Yes']) }));
  expect(voter.answer).toBe(null);
  expect(titles(voter)).toEqual(['changed_options_title']);
  choose(voter, 4);
  expect(voter.answer).toEqual({ options: [4] });
  expect(titles(voter)).toEqual([]);
});

test('an option that is reworded under the same id is dropped from the choice', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([1, 'No'], [2, 'Yes']) }));
  expect(voter.answer).toBe(null);
  expect(voter.optionsChanged).toBe(true);
});

test('of several chosen options the unchanged ones stay chosen', () => {
  const voter = voterWithChoice({ kind: 'multiple', max_choices: 2 });
  choose(voter, 1, 2);
  voter.applyResults(poll({ seq: 2, kind: 'multiple', max_choices: 2, options: options([1, 'Yes'], [2, 'Nope']) }));
  expect(voter.answer).toEqual({ options: [1] });
  expect(voter.optionsChanged).toBe(true);
});

test('a reworded option that is not chosen, and changed counts, leave the choice as it is', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([1, 'Yes'], [2, 'Never']) }));
  voter.applyResults(poll({ seq: 3, total_votes: 7, options: options([1, 'Yes'], [2, 'Never']) }));
  expect(voter.answer).toEqual({ options: [1] });
  expect(titles(voter)).toEqual([]);
});

test('without a choice changed options cause no notice', () => {
  const voter = new Voter(poll(), 'token');
  voter.applyResults(poll({ seq: 2, options: options([3, 'No'], [4, 'Yes']) }));
  expect(titles(voter)).toEqual([]);
});

test('of marks, ranks and points those of unchanged options stay, and a number stays', () => {
  for (const [kind, answer, rest] of [
    ['grid', { marks: { 1: 4, 2: 5 } }, { marks: { 1: 4 } }],
    ['ranking', { ranking: [2, 1] }, { ranking: [1] }],
    ['points', { points: { 1: 60, 2: 40 } }, { points: { 1: 60 } }],
    ['number', { number: '3,14' }, { number: '3,14' }],
  ] as const) {
    const voter = new Voter(poll({ kind }), 'token');
    voter.answer = answer as never;
    voter.applyResults(poll({ kind, seq: 2, options: options([1, 'Yes'], [2, 'Never']) }));
    expect(voter.answer, kind).toEqual(rest);
  }
});
