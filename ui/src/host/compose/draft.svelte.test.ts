import { expect, test } from 'vitest';
import type { HostPoll } from '../../lib/wire.gen';
import { Draft } from './draft.svelte';

const PRESETS = { yes: 'Yes', no: 'No' };

test('a poll of several choices is sent with its bounds, where they are not the default', () => {
  const draft = new Draft(null, false);
  draft.question = 'Which days?';
  draft.setOptions(['Mon', 'Tue', 'Wed', 'Thu']);
  draft.several = true;
  const { kind, min_choices, max_choices } = draft.createBody('open', PRESETS);
  expect([kind, min_choices, max_choices]).toEqual(['multiple', undefined, undefined]);
  Object.assign(draft, { least: 2, most: 3 });
  expect(draft.createBody('open', PRESETS)).toMatchObject({ kind: 'multiple', min_choices: 2, max_choices: 3 });
});

test('every kind is sent with its settings, and with options where it has any', () => {
  const draft = new Draft(null, false);
  draft.question = 'What?';
  draft.setOptions(['Mon', 'Tue']);
  const options = ['Mon', 'Tue'];
  const bodies = (['choice', 'rating', 'grid', 'ranking', 'points', 'number'] as const).map((form) => {
    draft.setForm(form);
    expect(draft.isReady, form).toBe(true);
    return draft.createBody('open', PRESETS);
  });
  const question = 'What?';
  expect(bodies).toEqual([
    { question, kind: 'single', options },
    { question, kind: 'rating', scale: 5, scale_from: 1, labels: [] },
    { question, kind: 'grid', options, scale: 5, scale_from: 1, labels: [] },
    { question, kind: 'ranking', options },
    { question, kind: 'points', options, budget: 100 },
    { question, kind: 'number', decimals: 0 },
  ]);
  Object.assign(draft, { blank: true, shuffled: true });
  expect(draft.createBody('open', PRESETS)).toEqual({ question, kind: 'number', decimals: 0, blank: true });
  draft.setForm('points');
  expect(draft.createBody('draft', PRESETS)).toMatchObject({ blank: true, shuffled: true, state: 'draft' });
});

test('the rules of texts are prefilled from the poll, and sent where they are changed', () => {
  const poll = { question: 'What?', note: '', options: [], kind: 'words', moderation: 'hold', show_after: 4 };
  const of = (more: object = {}) => new Draft({ ...poll, ...more } as unknown as HostPoll, false);
  const edited = of();
  expect(edited.settings.words).toMatchObject({ moderation: 'hold', show_after: 4 });
  expect(edited.patch()).toEqual({ question: 'What?', note: '' });
  edited.set('words', { show_after: 0 });
  expect(edited.patch()).toEqual({ question: 'What?', note: '', show_after: 0 });
  edited.set('words', { moderation: 'after' });
  expect(edited.patch()).toEqual({ question: 'What?', note: '', moderation: 'after', show_after: 0 });
  const plain = of({ moderation: undefined, show_after: undefined });
  expect(plain.settings.words).toMatchObject({ moderation: 'after', show_after: 0 });
  expect(plain.patch()).toEqual({ question: 'What?', note: '' });
  expect(of({ kind: 'rating' }).patch()).toEqual({ question: 'What?', note: '' });
});

test('a kind is ready with as many options as it takes', () => {
  const draft = new Draft(null, false);
  draft.question = 'What?';
  const isReady = (form: 'choice' | 'grid' | 'ranking' | 'points' | 'number', count: number) => {
    draft.setOptions(Array.from({ length: count }, (_, at) => `Option ${at}`));
    draft.setForm(form);
    return draft.isReady;
  };
  expect([0, 1, 2, 20].map((count) => isReady('choice', count))).toEqual([true, false, true, true]);
  expect([0, 1, 10, 11].map((count) => isReady('grid', count))).toEqual([false, true, true, false]);
  expect([1, 2, 12, 13].map((count) => isReady('ranking', count))).toEqual([false, true, true, false]);
  expect([1, 2, 20].map((count) => isReady('points', count))).toEqual([false, true, true]);
  expect(isReady('number', 0)).toBe(true);
  draft.set('number', { from: '9', to: '1' });
  expect(draft.isReady).toBe(false);
});

test('a right answer moves with its text', () => {
  const draft = new Draft(null, false);
  const right = () => draft.correct.map((row) => draft.rows[row]);
  draft.setOptions(['A', 'B', 'C']);
  draft.toggleCorrect(2);
  draft.rows = ['A', '', 'C', ''];
  draft.removeRow(1);
  expect(right()).toEqual(['C']);
  draft.insertLines(0, ['X', 'Y', 'Z']);
  expect([draft.rows.slice(0, 4), right()]).toEqual([['X', 'Y', 'Z', 'C'], ['C']]);
  draft.setOptions(['Yes', 'No']);
  expect(right(), 'its text is gone').toEqual([]);
});
