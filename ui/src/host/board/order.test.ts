import { expect, test } from 'vitest';
import type { HostQuestion } from '../../lib/wire.gen';
import { asShown, byVotes } from './order';

const question = (id: number, votes: number): HostQuestion => ({ id, votes, asked_at: id * 1000 }) as HostQuestion;
const ids = (questions: HostQuestion[]) => questions.map(({ id }) => id);

test('those of most votes come first, of equal ones the older', () => {
  expect(ids(byVotes([question(1, 1), question(2, 5), question(3, 1)]))).toEqual([2, 1, 3]);
});

test('a shown order stays while votes come; new questions are at the end, by votes', () => {
  const shown = [question(2, 5), question(1, 1)];
  expect(ids(asShown([question(1, 9), question(4, 3), question(2, 5), question(3, 2)], shown))).toEqual([2, 1, 4, 3]);
});
