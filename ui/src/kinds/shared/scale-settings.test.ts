import { expect, test } from 'vitest';
import { agreement, fields, isComplete, plain, recommendation } from './scale-settings';

test('a scale without words starts at 1', () => {
  expect(fields(plain(5))).toEqual({ scale: 5, scale_from: 1, labels: [] });
  expect(isComplete(plain(5))).toBe(true);
});

test('agreement has a word for each of five marks', () => {
  expect(fields(agreement())).toEqual({
    scale: 5,
    scale_from: 1,
    labels: ['Strongly disagree', 'Disagree', 'Neither', 'Agree', 'Strongly agree'],
    preset: 'agreement',
  });
});

test('a recommendation is a scale from 0 to 10 with words for its ends', () => {
  expect(fields(recommendation())).toEqual({
    scale: 11,
    scale_from: 0,
    labels: ['not at all likely', 'extremely likely'],
    preset: 'nps',
  });
});

test('words for the ends stay at the ends when the scale becomes shorter', () => {
  const longer = { ...plain(7), words: 'ends' as const, typed: ['bad', '', '', '', 'good', '', 'best'] };
  expect(fields(longer).labels).toEqual(['bad', 'best']);
  expect(fields({ ...longer, scale: 5 }).labels).toEqual(['bad', 'good']);
  expect(isComplete({ ...longer, scale: 4 })).toBe(false);
});
