import { expect, test } from 'vitest';
import { figures } from './recap';

test('questions, votes and how many people took part at least are told', () => {
  expect(figures({ questions: 3, votes: 118, most_voters: 41 }).map(({ key, n }) => [key, n])).toEqual([
    ['recap_questions', 3],
    ['recap_votes', 118],
    ['recap_people', 41],
  ]);
});

test('the votes of a single round are its voters, who are not told twice', () => {
  expect(figures({ questions: 2, votes: 41, most_voters: 41 }).map(({ key }) => key)).toEqual([
    'recap_questions',
    'recap_votes',
  ]);
});

test('nothing is told of a meeting without votes, nor by a server that sends no recap', () => {
  expect(figures({ questions: 2, votes: 0, most_voters: 0 })).toEqual([]);
  expect(figures(undefined)).toEqual([]);
});
