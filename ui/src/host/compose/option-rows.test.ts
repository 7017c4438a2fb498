import { expect, test } from 'vitest';
import { duplicates, filled, withEmptyRow, parseList, MAX_OPTIONS, refillRows, insertRows } from './option-rows';

test('there are at least three rows, the last of them empty', () => {
  expect(withEmptyRow([])).toEqual(['', '', '']);
  expect(withEmptyRow(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', '']);
  expect(withEmptyRow(['a', '', 'c', '', '', ''])).toEqual(['a', '', 'c', '']);
});

test('there are at most twenty rows', () => {
  expect(withEmptyRow(Array<string>(20).fill('x'))).toHaveLength(MAX_OPTIONS);
});

test('a single pasted line is not a list', () => {
  expect(parseList('By the sea')).toBeNull();
});

test('a pasted list is split into lines, without blank ones, bullets and numbering', () => {
  expect(parseList('- By the sea\r\n\r\n1. In the mountains\n  b) At home\n• 3 days in May\n')).toEqual([
    'By the sea',
    'In the mountains',
    'At home',
    '3 days in May',
  ]);
  expect(parseList('Which?\n1. One\n2. Two\n\n3) Three')).toEqual(['Which?', 'One', 'Two', 'Three']);
});

test('dates and initials are no numbering', () => {
  for (const lines of [
    ['12. Mai', '19. Mai', '26. Mai'],
    ['J. Smith', 'M. Smith'],
    ['11. Mai', '12. Mai'],
    ['3. Oktober', 'Pfingsten'],
  ])
    expect(parseList(lines.join('\n'))).toEqual(lines);
});

test('a word that only looks like numbering is kept', () => {
  expect(parseList('1.5 hours\n2026\nA day')).toEqual(['1.5 hours', '2026', 'A day']);
});

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `${from + at}`);

test('pasted rows move the rows below down', () => {
  expect(insertRows(['a', '', 'z'], 1, ['b', 'c'])).toEqual({ rows: ['a', 'b', 'c', 'z', ''], rest: [] });
});

test('of thirty lines twenty become rows, and ten are returned as the rest', () => {
  expect(insertRows(['', '', ''], 0, numbered(1, 30))).toEqual({ rows: numbered(1, 20), rest: numbered(21, 30) });
});

test('rows that a pasted list pushes out become the rest', () => {
  const { rows, rest } = insertRows(['a', 'b', 'z', ''], 1, numbered(1, 19));
  expect(rows).toEqual(['a', ...numbered(1, 19)]);
  expect(rest).toEqual(['z']);
});

test('empty rows are filled from the rest', () => {
  expect(refillRows([...numbered(1, 17), '', ' '], numbered(21, 30))).toEqual({
    rows: [...numbered(1, 17), '21', '22', '23'],
    rest: numbered(24, 30),
  });
  expect(refillRows(['a', '', ''], ['b'])).toEqual({ rows: ['a', 'b', ''], rest: [] });
  expect(refillRows(numbered(1, 20), ['x'])).toEqual({ rows: numbered(1, MAX_OPTIONS), rest: ['x'] });
});

test('blank rows are dropped, equal rows are found after trimming', () => {
  expect(filled([' a ', '', '  ', 'b'])).toEqual(['a', 'b']);
  expect([...duplicates(['a', 'b', ' a ', '', ''])]).toEqual([2]);
});
