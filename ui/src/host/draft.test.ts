import { expect, test } from 'vitest';
import { duplicates, filled, grown, lines, MOST_OPTIONS, spliced } from './draft';

test('three rows to begin with, one more below the last that is filled', () => {
  expect(grown([])).toEqual(['', '', '']);
  expect(grown(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', '']);
  expect(grown(['a', '', 'c', '', '', ''])).toEqual(['a', '', 'c', '']);
});

test('never more than twenty rows', () => {
  expect(grown(Array<string>(20).fill('x'))).toHaveLength(MOST_OPTIONS);
});

test('one pasted line stays a plain paste', () => {
  expect(lines('By the sea')).toBeNull();
});

test('a pasted list splits, without blank lines, bullets and numbers', () => {
  expect(lines('- By the sea\r\n\r\n2. In the mountains\n  c) At home\n• 3 days in May\n')).toEqual([
    'By the sea',
    'In the mountains',
    'At home',
    '3 days in May',
  ]);
});

test('a word that only looks like numbering stays whole', () => {
  expect(lines('1.5 hours\n2026\nA day')).toEqual(['1.5 hours', '2026', 'A day']);
});

test('pasted rows push down what stands below, up to twenty', () => {
  expect(spliced(['a', '', 'z'], 1, ['b', 'c'])).toEqual(['a', 'b', 'c', 'z', '']);
  expect(spliced([''], 0, Array<string>(30).fill('x'))).toHaveLength(MOST_OPTIONS);
});

test('blank rows are dropped, equal rows are found after trimming', () => {
  expect(filled([' a ', '', '  ', 'b'])).toEqual(['a', 'b']);
  expect([...duplicates(['a', 'b', ' a ', '', ''])]).toEqual([2]);
});
