import { expect, test } from 'vitest';
import { catalogue, decimal } from './text';

const { t, many } = catalogue({ hello: 'Hello {name}, {n} times', votes_one: '{n} vote', votes_other: '{n} votes' });

test('fills every placeholder and formats numbers', () => {
  expect(t('hello', { name: 'Ada', n: 1234 })).toBe('Hello Ada, 1,234 times');
});

test('a value that looks like a placeholder or a pattern stays as it is', () => {
  expect(t('hello', { name: '$& {n}', n: 1 })).toBe('Hello $& {n}, 1 times');
});

test('a count selects the singular or the plural', () => {
  expect([many('votes', 0), many('votes', 1), many('votes', 2)]).toEqual(['0 votes', '1 vote', '2 votes']);
});

test('numbers are formatted for the page’s language', () => {
  document.documentElement.lang = 'de';
  expect(t('hello', { name: 'Ada', n: 1234 })).toBe('Hello Ada, 1.234 times');
  expect(many('votes', 1)).toBe('1 vote');
  document.documentElement.lang = 'en';
});

test('a mean has one or two decimals', () => {
  expect([4, 3.8, 3.857].map(decimal)).toEqual(['4.0', '3.8', '3.86']);
});
