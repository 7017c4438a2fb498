import { expect, test } from 'vitest';
import { scales } from './places.json';
import { ends, hasNps, marks, markText, nps, position, type Scale } from './scale';

const five: Scale = { scale: 5, scale_from: 1, labels: [] };
const agree = { ...five, labels: ['Strongly disagree', 'Disagree', 'Neither', 'Agree', 'Strongly agree'] };
const eleven: Scale = { scale: 11, scale_from: 0, labels: ['not at all likely', 'extremely likely'] };

test('words are at the ends, or at every mark', () => {
  expect(marks(five).map(markText)).toEqual(['1', '2', '3', '4', '5']);
  expect(marks(eleven).map(markText)).toEqual([
    '0 not at all likely',
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    '10 extremely likely',
  ]);
  expect(marks(agree).map(({ word }) => word)).toEqual(agree.labels);
  expect(marks({ scale: 2, scale_from: 0, labels: ['no', 'yes'] }).map(markText)).toEqual(['0 no', '1 yes']);
});

test('the ends name their mark and its word', () => {
  expect(ends(eleven)).toEqual(['0 · not at all likely', '10 · extremely likely']);
  expect(ends(five)).toEqual(['', '']);
});

test.each(scales)('the mean $mean stands between the middles of its two columns', ({ lowest, marks, mean, at }) => {
  expect(position(mean, { scale: marks, scale_from: lowest, labels: [] })).toBeCloseTo(at);
});

test('the Net Promoter Score is promoters minus detractors, in percent', () => {
  //              0  1  2  3  4  5  6  7  8  9 10
  expect(nps([0, 0, 0, 0, 0, 0, 2, 1, 1, 4, 2])).toEqual({ score: 40, promoters: 6, passives: 2, detractors: 2 });
  expect(nps([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])?.score).toBe(-100);
  expect(nps([0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0])?.score).toBe(0);
  expect(nps(Array(11).fill(0))).toBeNull();
  expect(hasNps({ ...eleven, preset: 'nps' })).toBe(true);
  expect(hasNps(eleven)).toBe(false);
});

test('a score of one half is rounded up', () => {
  expect(nps([0, 0, 0, 0, 0, 0, 0, 199, 0, 1, 0])?.score).toBe(1);
  expect(nps([1, 0, 0, 0, 0, 0, 0, 199, 0, 0, 0])?.score).toBe(0);
});
