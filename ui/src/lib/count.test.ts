import { expect, test } from 'vitest';
import { complete, percentage } from './count';
import type { Count, Results } from './wire.gen';

// The cases of `server/src/domain/tally.rs`.
test.each([
  [0, 0, 0],
  [0, 5, 0],
  [25, 42, 59.5],
  [17, 42, 40.5],
  [1, 3, 33.3],
  [2, 3, 66.7],
  [1, 2000, 0.1],
  [1, 2001, 0],
  [7, 7, 100],
])('%i of %i is %f percent', (part, whole, percent) => expect(percentage(part, whole)).toBe(percent));

const shown = (more: Partial<Results> = {}) =>
  ({
    poll_code: 'A',
    question: 'Here?',
    seq: 5,
    revision: 3,
    total_votes: 0,
    results_visible: true,
    options: [
      { id: 1, option_text: 'Yes', vote_count: 0, percentage: 0 },
      { id: 2, option_text: 'No', vote_count: 0, percentage: 0 },
    ],
    ...more,
  }) as Results;
const count = (more: Partial<Count> = {}) =>
  ({
    poll_code: 'A',
    seq: 8,
    revision: 3,
    total_votes: 3,
    results_visible: true,
    counts: [
      [1, 2],
      [2, 1],
    ],
    ...more,
  }) as Count;

test('a count and the shown texts are a whole snapshot', () => {
  expect(complete(shown(), count())).toEqual(
    shown({
      seq: 8,
      total_votes: 3,
      options: [
        { id: 1, option_text: 'Yes', vote_count: 2, percentage: 66.7 },
        { id: 2, option_text: 'No', vote_count: 1, percentage: 33.3 },
      ],
    }),
  );
});

test('hidden counts are null', () => {
  const hidden = complete(shown(), count({ results_visible: false, counts: [] }));
  expect(hidden?.options.map(({ vote_count, percentage }) => [vote_count, percentage])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test('right answers are shown with the count that names them, and hidden with one that does not', () => {
  const answered = complete(shown(), count({ correct: [2] }));
  expect(answered?.options.map(({ correct }) => correct)).toEqual([false, true]);
  expect(complete(answered!, count())?.options.some((option) => 'correct' in option)).toBe(false);
});

test('a count of texts that are not shown is no snapshot, whichever instance has numbered them', () => {
  expect(complete(shown(), count({ revision: 6 }))).toBeNull();
  expect(complete(shown(), count({ revision: 5 }))?.seq).toBe(8);
  // A count has confirmed the shown texts up to its own `seq`.
  const confirmed = complete(shown(), count({ revision: 4 }))!;
  expect(complete(confirmed, count({ seq: 9, revision: 8 }))?.seq).toBe(9);
});
