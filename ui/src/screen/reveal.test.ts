import { expect, test } from 'vitest';
import { moments, NONE, type Shown } from './reveal';

const hidden: Shown = { poll: 'A', round: 1, counts: false, answer: false };
const counted = { ...hidden, counts: true };
const answered = { ...counted, answer: true };
const COUNTS = { counts: true, answer: false };

test('counts that an event reveals are a moment, and the right answer is one of its own', () => {
  expect(moments(hidden, counted, NONE, true)).toEqual(COUNTS);
  expect(moments(counted, answered, COUNTS, true)).toEqual({ counts: false, answer: true });
});

test('a message that comes twice, and a join meanwhile, neither repeat a moment nor end it', () => {
  expect(moments(counted, counted, COUNTS, true)).toEqual(COUNTS);
  expect(moments(counted, counted, COUNTS, false)).toEqual(COUNTS);
  expect(moments(counted, counted, NONE, true)).toEqual(NONE);
});

test('what was missed is there at once', () => {
  expect(moments(hidden, counted, NONE, false)).toEqual(NONE);
  expect(moments(null, answered, NONE, true)).toEqual(NONE);
});

test('another poll and another round have no moment of the last one', () => {
  expect(moments(hidden, { ...counted, poll: 'B' }, NONE, true)).toEqual(NONE);
  expect(moments(counted, { ...hidden, round: 2 }, COUNTS, true)).toEqual(NONE);
});

test('counts that are hidden and shown again are revealed again', () => {
  const after = moments(counted, hidden, COUNTS, true);
  expect(after).toEqual(NONE);
  expect(moments(hidden, counted, after, true)).toEqual(COUNTS);
});
