import { expect, test } from 'vitest';
import type { Kind, Results } from '../lib/wire.gen';
import { miniBars } from './mini-bars';

const option = (id: number, option_text: string, vote_count: number | null, percentage: number | null) => ({
  id,
  option_text,
  vote_count,
  percentage,
});
/** Three options, of whose counts the server says what it says for kinds whose ballots name no option: who chose each at all. */
const poll = (kind: Kind, more: object = {}): Results =>
  ({
    kind,
    total_votes: 4,
    options: [option(1, 'Tabs', 4, 100), option(2, 'Spaces', 4, 100), option(3, 'Both', 0, 0)],
    ...more,
  }) as unknown as Results;
const lines = (poll: Results) =>
  miniBars(poll).map(
    ({ name, length, figure, leads }) => `${name} ${Math.round(length)} ${figure}${leads ? ' leads' : ''}`,
  );
const counted = { options: [option(1, '1', 3, 75), option(2, '2', 1, 25)] };

test.each<[Kind, object, string[]]>([
  ['single', counted, ['A 75 75% leads', 'B 25 25%']],
  ['multiple', counted, ['A 75 75% leads', 'B 25 25%']],
  ['rating', counted, ['1 75 75% leads', '2 25 25%']],
  [
    'ranking',
    {
      ranking: [
        { id: 1, place: 2, points: 5, first: 1, mean_place: 2, ranked: 4 },
        { id: 2, place: 1, points: 10, first: 3, mean_place: 1, ranked: 4 },
        { id: 3, place: 3, points: 0, first: 0, mean_place: null, ranked: 0 },
      ],
    },
    ['B 100 10 leads', 'A 50 5', 'C 0 0'],
  ],
  [
    'points',
    {
      points: [
        { id: 1, sum: 100, mean: 25, givers: 4 },
        { id: 2, sum: 300, mean: 75, givers: 4 },
        { id: 3, sum: 0, mean: null, givers: 0 },
      ],
    },
    ['A 33 25.0', 'B 100 75.0 leads', 'C 0 –'],
  ],
  [
    'grid',
    {
      scale: 5,
      scale_from: 1,
      labels: [],
      grid: [
        { id: 1, counts: [0, 0, 0, 0, 4], mean: 5, skipped: 0 },
        { id: 2, counts: [4, 0, 0, 0, 0], mean: 1, skipped: 0 },
        { id: 3, counts: [0, 0, 0, 0, 0], mean: null, skipped: 4 },
      ],
    },
    ['A 90 5.0', 'B 10 1.0', 'C 0 –'],
  ],
  ['number', { options: [] }, []],
  ['words', { options: [] }, []],
  ['text', { options: [] }, []],
])('the bars of a %s poll measure what its projector does', (kind, more, expected) => {
  expect(lines(poll(kind, more))).toEqual(expected);
});

test.each<Kind>(['ranking', 'points', 'grid'])('a %s poll whose counts have not arrived has no bars', (kind) => {
  expect(miniBars(poll(kind))).toEqual([]);
});
