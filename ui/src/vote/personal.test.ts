import { beforeAll, expect, test } from 'vitest';
import { loadKind } from '../kinds/phone.svelte';
import type { Kind, Results, YourVote } from '../lib/wire.gen';
import { personal } from './personal';

const KINDS: Kind[] = ['single', 'multiple', 'rating', 'number', 'ranking', 'words', 'text'];
beforeAll(() => Promise.all(KINDS.map((kind) => loadKind(kind))).then(() => undefined));

/** Options with these votes of so many voters; `right` are right answers. */
const options = (total: number, votes: (number | null)[], ...right: number[]) =>
  votes.map((vote_count, at) => ({
    id: at + 1,
    option_text: ['By the sea', 'In the mountains', 'Stay at home'][at]!,
    vote_count,
    percentage: vote_count === null ? null : Math.round((vote_count / total) * 1000) / 10,
    ...(right.length && { correct: right.includes(at + 1) }),
  }));
type Answer = YourVote['answer'];
const lines = (kind: Kind, answer: Answer, more: Partial<Results>, phase: 'closed' | 'counted' = 'closed') => {
  const mine = { option_ids: [], answer, receipt: '7K2FQ9ZX' };
  return personal({
    phase,
    mine,
    checked: null,
    results: { kind, total_votes: 100, options: [], ...more } as unknown as Results,
  });
};
const share = (kind: Kind, chosen: number[], total_votes: number, votes: (number | null)[], ...right: number[]) =>
  lines(kind, { options: chosen }, { total_votes, options: options(total_votes, votes, ...right) })?.lines;

test('a choice: how many chose the same', () => {
  expect(share('single', [2], 100, [57, 43])).toEqual(['43% chose B, as you did']);
  expect(share('single', [2], 100, [99, 1])).toEqual(['Only you chose B']);
  expect(share('single', [1], 100, [100, 0])).toEqual(['You and everybody else chose A']);
  expect(share('single', [1], 1, [1, 0])).toEqual(['Only you chose A']);
  expect(share('multiple', [1], 100, [43, 80])).toEqual(['43% chose A, as you did']);
  expect(share('multiple', [1, 2], 100, [43, 80, 1])).toEqual(['You chose A (43%), B (80%)']);
});

test('a choice: whether it was right, once that is shown', () => {
  expect(lines('single', { options: [2] }, { options: options(100, [57, 43], 2) })).toEqual({
    isRight: true,
    lines: ['You were right', '43% chose B, as you did'],
  });
  expect(share('single', [1], 100, [57, 43], 2)).toEqual(['Not right this time', '57% chose A, as you did']);
  expect(share('single', [1], 100, [57, 43], 1, 2)?.[0]).toBe('You were right');
  expect(share('multiple', [1, 2], 100, [57, 43, 9], 1, 2)?.[0]).toBe('You were right');
  expect(share('multiple', [1], 100, [57, 43, 9], 1, 2)?.[0]).toBe('1 of 2 right answers found');
  expect(share('multiple', [1, 2, 3], 100, [57, 43, 9], 1, 2)?.[0]).toBe('2 of 2 right answers found, 1 wrong');
  expect(share('multiple', [1, 3], 100, [57, 43, 9], 1, 2)?.[0]).toBe('1 of 2 right answers found, 1 wrong');
  expect(share('multiple', [3], 100, [57, 43, 9], 1, 2)?.[0]).toBe('Not right this time');
});

test('nothing is said while results are hidden, while voting is open, without a vote, and of an abstention', () => {
  expect(share('single', [2], 100, [null, null])).toBe(undefined);
  expect(lines('single', { options: [2] }, { options: options(100, [57, 43]) }, 'counted')).toBe(null);
  expect(lines('single', 'blank', { options: options(100, [57, 43]) })).toBe(null);
  expect(lines('text', { texts: ['More time'] }, { answers: 3 })).toBe(null);
  expect(personal({ phase: 'closed', mine: null, checked: null, results: { kind: 'single' } as Results })).toBe(null);
});

test('nothing is said of a vote that this phone does not find in the result', () => {
  const mine = { option_ids: [2], answer: { options: [2] }, receipt: '7K2FQ9ZX' };
  const results = { kind: 'single', total_votes: 100, options: options(100, [57, 43]) } as unknown as Results;
  const isSaid = (isFine: boolean) =>
    personal({ phase: 'closed', mine, results, checked: { claim: '', isFine, title: '', text: '' } }) !== null;
  expect([isSaid(true), isSaid(false)]).toEqual([true, false]);
});

test('a right answer may be shown while counts are hidden', () => {
  expect(share('single', [2], 100, [null, null], 2)).toEqual(['You were right']);
});

test('a rating names the mark', () => {
  const scale = { scale: 2, scale_from: 1, labels: ['poor', 'great'] };
  expect(lines('rating', { options: [2] }, { ...scale, options: options(100, [57, 43]) })?.lines).toEqual([
    '43% chose 2 great, as you did',
  ]);
});

test('a number beside the median, and right within the tolerance', () => {
  const poll = { decimals: 2, unit: 'm', number: { median: '3.2' } } as Partial<Results>;
  const right = (value: string) => ({ ...poll, right: { value, tolerance: '0.1', answers: 1 } });
  const own = (more: Partial<Results>) => lines('number', { number: '3.1' }, more);
  expect(own(poll)?.lines).toEqual(['You said 3.1\u00a0m, the median is 3.2\u00a0m']);
  expect(own(right('3.2'))?.isRight).toBe(true);
  expect(own(right('3.2'))?.lines[0]).toBe('You were right');
  expect(own(right('3.21'))?.lines[0]).toBe('Not right this time');
});

test('a ranking: the place of the own first one', () => {
  const ranking = [{ id: 1, place: 2, points: 9, first: 1, mean_place: 2, ranked: 3 }];
  const poll = { options: options(3, [null]), ranking };
  expect(lines('ranking', { ranking: [1] }, poll)?.lines).toEqual([
    'Your first choice, A By the sea, came in at place 2',
  ]);
});

test('words: how many others wrote the same, whatever its case', () => {
  const words = [
    { text: 'Freedom', count: 4 },
    { text: 'Coffee', count: 1 },
  ];
  expect(lines('words', { texts: ['coffee', 'freedom'] }, { words })?.lines).toEqual([
    '3 other voters wrote “Freedom” too',
  ]);
  expect(lines('words', { texts: ['coffee'] }, { words })).toBe(null);
});
