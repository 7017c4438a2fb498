import { expect, test } from 'vitest';
import { canSend, known, limit, place, tap } from './order';

const options = [1, 2, 3, 4, 5].map((id) => ({ id, option_text: `${id}`, vote_count: null, percentage: null }));
const all = { options, max_ranked: 5, rank_all: true };
const topTwo = { options, max_ranked: 2, rank_all: false };

test('taps rank in their order, a second tap takes the option back and the others move up', () => {
  const ranking = [3, 1, 5].reduce<number[]>((ranking, id) => tap(all, ranking, id), []);
  expect(ranking).toEqual([3, 1, 5]);
  expect(tap(all, ranking, 3)).toEqual([1, 5]);
});

test('a full ranking takes no further option', () => {
  expect(tap(topTwo, [1, 2], 3)).toEqual([1, 2]);
  expect(place(topTwo, [1, 2], 3, 1)).toEqual([1, 2]);
  expect(limit({ options, max_ranked: 12, rank_all: false })).toBe(5);
});

test('an option moves up, down and to a place; its neighbours make room', () => {
  expect(place(all, [1, 2, 3], 3, 2)).toEqual([1, 3, 2]);
  expect(place(all, [1, 2, 3], 1, 2)).toEqual([2, 1, 3]);
  expect(place(all, [1, 2, 3], 1, 9)).toEqual([2, 3, 1]);
  expect(place(all, [1, 2, 3], 4, 1)).toEqual([4, 1, 2, 3]);
  expect(place(all, [1, 2, 3], 2, 0)).toEqual([1, 3]);
  expect(place(topTwo, [1, 2], 2, 1)).toEqual([2, 1]);
});

test('whatever is tapped and moved, no option has two places', () => {
  let ranking: number[] = [];
  for (let step = 0; step < 500; step++) {
    const id = 1 + ((step * 7) % 5);
    ranking = step % 3 ? place(all, ranking, id, (step * 5) % 7) : tap(all, ranking, id);
    expect(new Set(ranking).size).toBe(ranking.length);
    expect(ranking.length).toBeLessThanOrEqual(5);
  }
});

test('a complete ranking can be sent; where not all are asked for, one is enough', () => {
  expect(canSend(all, [1, 2, 3, 4])).toBe(false);
  expect(canSend(all, [1, 2, 3, 4, 5])).toBe(true);
  expect(canSend(topTwo, [])).toBe(false);
  expect(canSend(topTwo, [4])).toBe(true);
  expect(canSend(topTwo, [4, 1, 2])).toBe(false);
});

test('an option that the host has removed leaves the ranking', () => {
  expect(known(all, [9, 2, 1])).toEqual([2, 1]);
});
