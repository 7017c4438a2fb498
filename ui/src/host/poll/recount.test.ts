import { expect, test } from 'vitest';
import type { Reconciled } from '../../lib/wire.gen';
import { matchesChart, sumText, versionKey } from './recount.svelte';

const poll = { poll_code: 'AAAAAAAA', round: 1, seq: 7, total_votes: 42 };
const sum = (more: Partial<Reconciled> = {}): Reconciled => ({
  poll_code: 'AAAAAAAA',
  round: 1,
  votes: 42,
  choices: 42,
  option_sum: 42,
  receipts: 42,
  struck: 0,
  seal: '',
  key: null,
  findings: [],
  details: [],
  ...more,
});
const count = (more: Partial<Reconciled> = {}) => ({ version: versionKey(poll), at: 0, sum: sum(more) });

test('a count belongs to the chart it was made of', () => {
  expect(matchesChart(count(), poll)).toBe(true);
});

test.each([
  ['another poll', { poll_code: 'BBBBBBBB' }],
  ['another round', { round: 2 }],
  ['a later vote', { seq: 8 }],
])('%s outdates a count', (_, change) => {
  expect(matchesChart(count(), { ...poll, ...change })).toBe(false);
});

test('a count that later votes have outdated does not belong to the chart', () => {
  expect(matchesChart(count({ votes: 43 }), poll)).toBe(false);
});

test('a count with findings is shown although its numbers differ', () => {
  expect(matchesChart(count({ votes: 41, findings: ['vote 3 is missing'] }), poll)).toBe(true);
});

test('one vote a ballot: votes, options and receipts are one number', () => {
  expect(sumText(sum(), { kind: 'single' })).toBe('42 votes = 42 in the options = 42 receipts');
  const one = { votes: 1, choices: 1, option_sum: 1, receipts: 1 };
  expect(sumText(sum(one), { kind: 'single' })).toBe('1 vote = 1 in the options = 1 receipt');
});

test('several choices a ballot: ballots and choices are two numbers', () => {
  expect(sumText(sum({ choices: 0, option_sum: 0 }), { kind: 'ranking' })).toBe(
    '42 votes = 42 receipts; all sums are those of their answers',
  );
  expect(sumText(sum({ choices: 40, option_sum: 40 }), { kind: 'single', blank: 2 })).toMatch(
    /^42 votes = 42 receipts;/,
  );
  expect(sumText(sum({ choices: 97, option_sum: 97 }), { kind: 'multiple' })).toBe(
    '42 ballots = 42 receipts; they name 97 choices = 97 in the options',
  );
});
