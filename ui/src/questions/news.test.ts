import { expect, test } from 'vitest';
import type { ShownQuestion } from '../lib/wire.gen';
import { news } from './news';

const question = (id: number, text = `${id}?`): ShownQuestion => ({
  id,
  text,
  name: '',
  state: 'open',
  answer: '',
  votes: id,
  voted: false,
  own: false,
  merged_into: null,
});
const says = ({ text }: ShownQuestion) => text;
const shown = new Map([1, 2].map((id) => [id, `${id}?`]));

test('votes alone are no news', () => {
  const questions = [question(2), { ...question(1), votes: 99, voted: true }];
  expect(news(shown, { questions, next: null }, says, true)).toEqual({ fresh: 0, changed: false, gone: [] });
});

test('questions that are not shown are counted, and one that reads differently is a change', () => {
  const questions = [question(4), question(1, 'Why?'), question(3), question(2)];
  expect(news(shown, { questions, next: null }, says, true)).toEqual({ fresh: 2, changed: true, gone: [] });
});

test('a question is gone only where the whole list is known', () => {
  const page = { questions: [question(2)], next: null };
  expect(news(shown, page, says, true).gone).toEqual([1]);
  expect(news(shown, page, says, false).gone).toEqual([]);
  expect(news(shown, { ...page, next: 30 }, says, true).gone).toEqual([]);
});
