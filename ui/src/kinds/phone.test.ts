import { beforeAll, expect, test } from 'vitest';
import type { Kind } from '../lib/wire.gen';
import type { AnswerOf, PhoneKind, PollOf } from './kind';
import { listed } from './kind';
import { loadKind, phoneKind } from './phone.svelte';

const KINDS: Kind[] = ['single', 'multiple', 'rating', 'grid', 'ranking', 'points', 'number'];
beforeAll(() => Promise.all(KINDS.map((kind) => loadKind(kind))).then(() => undefined));

const kindOf = <K extends Kind>(kind: K) => phoneKind(kind) as unknown as PhoneKind<PollOf<K>, AnswerOf<K>>;
const option = (id: number, option_text: string) => ({ id, option_text, vote_count: null, percentage: null });
const options = [option(12, 'Solar'), option(9, 'Wind'), option(21, 'Sea')];
const part = <K extends Kind>(_: K, poll: Partial<PollOf<K>>) => poll as PollOf<K>;

test('a grid: what is missing, the marks with their words, and the means', () => {
  const kind = kindOf('grid');
  const poll = part('grid', {
    options,
    scale: 5,
    scale_from: 1,
    labels: ['bad', 'good'],
    partial: false,
    grid: [
      { id: 12, counts: [0, 0, 1, 0, 1], skipped: 0, mean: 4 },
      { id: 9, counts: [0, 0, 0, 0, 0], skipped: 2, mean: null },
    ],
  });
  expect(kind.hint(poll, { marks: {} })).toBe('Rate each line from 1 to 5');
  expect(kind.hint(poll, { marks: { 12: 5 } })).toBe('1 of 3 rated');
  expect(listed(kind.name(poll, { marks: { 12: 5, 21: 2 } }))).toBe('Solar: 5 good, Sea: 2');
  expect(kind.outcome(poll)).toBe('Results: Solar 4.0.');
});

test('a ranking: places in words, and the option that beats all others', () => {
  const kind = kindOf('ranking');
  const row = (id: number, place: number, points: number) => ({
    id,
    place,
    points,
    first: 1,
    mean_place: 2,
    ranked: 3,
  });
  const poll = part('ranking', {
    options,
    max_ranked: 3,
    rank_all: true,
    beats_all: 9,
    ranking: [row(12, 1, 41), row(9, 2, 38), row(21, 3, 27)],
  });
  expect(kind.hint(poll, { ranking: [] })).toBe('Tap in your order, the best first');
  expect(kind.hint({ ...poll, max_ranked: 2 }, { ranking: [] })).toBe('Tap your best 2 in order');
  expect(kind.hint(poll, { ranking: [9] })).toBe('1 of 3 ranked');
  expect(listed(kind.name(poll, { ranking: [9, 21] }))).toBe('1. B Wind, 2. C Sea');
  expect(kind.outcome(poll)).toBe(
    'Results: A Solar first, 41 points. B Wind beats every other one, compared one against one.',
  );
  expect(kind.outcome({ ...poll, beats_all: undefined as never, ranking: [row(12, 1, 9), row(9, 1, 9)] })).toBe(
    'Results: A Solar, B Wind first, 9 points.',
  );
  expect(kind.canSend(poll, { ranking: [9, 21, 12] })).toBe(true);
  expect(kind.canSend(poll, { ranking: [9, 21, 99] })).toBe(false);
});

test('points: what is left, and the means', () => {
  const kind = kindOf('points');
  const poll = part('points', {
    options: options.slice(0, 2),
    total_votes: 2,
    budget: 100,
    spend_all: true,
    points: [{ id: 12, sum: 69, mean: 34.5, givers: 2 }],
  });
  expect(kind.hint(poll, { points: {} })).toBe('Share out all 100 points');
  expect(kind.hint(poll, { points: { 12: 99 } })).toBe('1 point left');
  expect(kind.hint(poll, { points: { 12: 102 } })).toBe('2 points too many');
  expect(listed(kind.name(poll, { points: { 12: 60, 9: 1 } }))).toBe('A Solar: 60 points, B Wind: 1 point');
  expect(kind.outcome(poll)).toBe('Results: A Solar 34.5, B Wind 0.0. Points on average over all votes.');
});

test('a number: its bounds, the number as it was read, and the middle half', () => {
  const kind = kindOf('number');
  const poll = part('number', {
    decimals: 2,
    from: '0',
    to: '5',
    unit: 'km',
    right: { value: '3.14', tolerance: '0.1', answers: 2 },
    number: { count: 41, median: '3.2', quartiles: ['3', '3.5'], mean: '3.3', min: '1', max: '5', bins: [] },
  });
  const km = (text: string) => text.replace(/ km/g, '\u00a0km');
  expect(kind.hint(poll, { number: '' })).toBe(km('From 0 km to 5 km'));
  expect(kind.hint({ ...poll, from: '' }, { number: '' })).toBe(km('At most 5 km'));
  expect(kind.hint({ ...poll, to: '' }, { number: '' })).toBe(km('At least 0 km'));
  expect(kind.hint({ ...poll, from: '', to: '' }, { number: '' })).toBe('At most 2 decimal places');
  expect(listed(kind.name(poll, { number: '3,14' }))).toBe(km('3.14 km'));
  expect(listed(kind.right(poll))).toBe(km('3.14 km (± 0.1)'));
  expect(kind.outcome(poll)).toBe(km('Results: median 3.2 km, middle half 3 km to 3.5 km, 41 answers.'));
  expect(kind.canSend(poll, { number: '3,14' })).toBe(true);
  expect(kind.canSend(poll, { number: '3,140' })).toBe(false);
});

test('a labelled scale: the mark with its word, mean and median', () => {
  const kind = kindOf('rating');
  const scale = part('rating', {
    kind: 'rating',
    options,
    mean: 2.25,
    total_votes: 4,
    scale: 3,
    scale_from: 0,
    labels: ['never', 'sometimes', 'always'],
    median: 2.5,
  });
  expect(kind.hint(scale, { options: [] })).toBe('Rate from 0 to 2');
  expect(listed(kind.name(scale, { options: [9] }))).toBe('1 sometimes');
  expect(kind.outcome(scale)).toBe('Results: 2.25 on average, median 2.5, 4 votes.');
});

test('without votes, every kind says so', () => {
  const empty = { options, total_votes: 0, mean: null, scale_from: 1, grid: [], ranking: [], points: [] };
  const number = { count: 0, median: null, quartiles: null, mean: null, min: null, max: null, bins: [] };
  for (const kind of KINDS)
    expect(phoneKind(kind)!.outcome({ ...empty, kind, number } as never), kind).toBe('Nobody voted.');
});
