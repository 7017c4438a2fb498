import { beforeAll, expect, test } from 'vitest';
import type { Kind } from '../lib/wire.gen';
import type { AnswerOf, PhoneKind, PollOf } from './kind';
import { listed } from './kind';
import { loadKind, phoneKind } from './phone.svelte';

const KINDS: Kind[] = ['single', 'multiple', 'rating', 'grid', 'ranking', 'points', 'number'];
const WRITTEN: Kind[] = ['words', 'text'];
beforeAll(() => Promise.all([...KINDS, ...WRITTEN].map((kind) => loadKind(kind))).then(() => undefined));

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
  expect(kind.missing(poll, { marks: {} })).toBe('Rate each line from 1 to 5');
  expect(kind.missing(poll, { marks: { 12: 5 } })).toBe('2 more needed');
  expect(kind.missing(poll, { marks: { 12: 5, 9: 1, 21: 2 } })).toBe('');
  expect(kind.missing({ ...poll, partial: true }, { marks: { 12: 5 } })).toBe('');
});

test('choices: how many are missing, and the letters of what is chosen', () => {
  const one = part('single', { kind: 'single', options, min_choices: 1, max_choices: 1 });
  const [single, multiple] = [kindOf('single'), kindOf('multiple')];
  expect(single.missing(one, { options: [] })).toBe('Choose one');
  expect(single.missing(one, { options: [9] })).toBe('');
  expect(single.short!(one, { options: [9] })).toBe('B');
  const two = part('multiple', { kind: 'multiple', options, min_choices: 2, max_choices: 3 });
  expect(multiple.missing(two, { options: [21] })).toBe('1 chosen: 1 more needed');
  expect(multiple.missing(two, { options: [21, 12] })).toBe('');
  expect(multiple.short!(two, { options: [21, 12] })).toBe('A, C');
  const many = Array.from({ length: 7 }, (_, at) => option(at, `${at}`));
  expect(multiple.short!({ ...two, options: many }, { options: many.map(({ id }) => id) })).toBe('');
});

test('words and texts: nothing written yet, and too much', () => {
  const [words, text] = [kindOf('words'), kindOf('text')];
  const poll = part('words', { most: 3 });
  expect(words.missing(poll, { texts: [' '] })).toBe('Write something first');
  expect(words.missing(poll, { texts: ['Freedom', 'x'.repeat(43)] })).toBe('3 characters too many');
  expect(words.missing(poll, { texts: ['Freedom', ''] })).toBe('');
  expect(text.missing(part('text', {}), { texts: [] })).toBe('Write something first');
  expect(text.missing(part('text', {}), { texts: ['x'.repeat(501)] })).toBe('1 character too many');
  expect(text.missing(part('text', {}), { texts: ['More time'] })).toBe('');
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
  expect(kind.missing(poll, { ranking: [] })).toBe('Tap in your order, the best first');
  expect(kind.missing(poll, { ranking: [9, 21, 12] })).toBe('');
  expect(kind.missing(poll, { ranking: [9, 21, 99] })).toBe('1 more needed');
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
  expect(kind.missing(poll, { points: {} })).toBe('Share out all 100 points');
  expect(kind.missing(poll, { points: { 12: 60, 9: 10 } })).toBe('30 points left');
  expect(kind.missing(poll, { points: { 12: 60, 9: 40 } })).toBe('');
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
  expect(kind.missing(poll, { number: '3,14' })).toBe('');
  expect(kind.short!(poll, { number: '3,14' })).toBe(km('3.14 km'));
  expect(kind.missing(poll, { number: '3,140' })).toBe('Choose which number is meant');
  expect(kind.missing(poll, { number: '' })).toBe('Enter a number first');
  expect(kind.missing(poll, { number: 'three' })).toMatch(/^This is not a number/);
  expect(kind.missing(poll, { number: '6' })).toBe(km('From 0 km to 5 km'));
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
  expect(kind.missing(scale, { options: [] })).toBe('Rate from 0 to 2');
  expect(kind.missing(scale, { options: [9] })).toBe('');
  expect(kind.short!(scale, { options: [9] })).toBe('1');
  expect(kind.outcome(scale)).toBe('Results: 2.25 on average, median 2.5, 4 votes.');
});

test('without votes, every kind says so', () => {
  const empty = { options, total_votes: 0, mean: null, scale_from: 1, grid: [], ranking: [], points: [] };
  const number = { count: 0, median: null, quartiles: null, mean: null, min: null, max: null, bins: [] };
  for (const kind of KINDS)
    expect(phoneKind(kind)!.outcome({ ...empty, kind, number } as never), kind).toBe('Nobody voted.');
});
