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

function voterWithChoice(more: Partial<Snapshot> = {}, id = 1): Voter {
  const voter = new Voter(poll(more), 'token');
  voter.tap(id);
  expect(voter.chosen).toEqual([id]);
  return voter;
}

test('exchanged options are dropped from the choice, with a notice', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([3, 'No'], [4, 'Yes']) }));
  expect(voter.chosen).toEqual([]);
  expect(titles(voter)).toEqual(['changed_options_title']);
  voter.tap(4);
  expect(voter.chosen).toEqual([4]);
  expect(titles(voter)).toEqual([]);
});

test('an option that is reworded under the same id is dropped from the choice', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([1, 'No'], [2, 'Yes']) }));
  expect(voter.chosen).toEqual([]);
  expect(voter.optionsChanged).toBe(true);
});

test('of several chosen options the unchanged ones stay chosen', () => {
  const voter = voterWithChoice({ kind: 'multiple', max_choices: 2 });
  voter.tap(2);
  voter.applyResults(poll({ seq: 2, kind: 'multiple', max_choices: 2, options: options([1, 'Yes'], [2, 'Nope']) }));
  expect(voter.chosen).toEqual([1]);
  expect(voter.optionsChanged).toBe(true);
});

test('a reworded option that is not chosen, and changed counts, leave the choice as it is', () => {
  const voter = voterWithChoice();
  voter.applyResults(poll({ seq: 2, options: options([1, 'Yes'], [2, 'Never']) }));
  voter.applyResults(poll({ seq: 3, total_votes: 7, options: options([1, 'Yes'], [2, 'Never']) }));
  expect(voter.chosen).toEqual([1]);
  expect(titles(voter)).toEqual([]);
});

test('without a choice changed options cause no notice', () => {
  const voter = new Voter(poll(), 'token');
  voter.applyResults(poll({ seq: 2, options: options([3, 'No'], [4, 'Yes']) }));
  expect(titles(voter)).toEqual([]);
});

test('a tap on a rating replaces the one before it', () => {
  const voter = voterWithChoice({ kind: 'rating', options: options([1, '1'], [2, '2'], [3, '3']) }, 3);
  voter.tap(2);
  expect(voter.chosen).toEqual([2]);
});
