import { beforeEach, expect, test, vi } from 'vitest';
import { speaker } from './speak';

beforeEach(() => void vi.useFakeTimers());

test('the first sentence comes at once, the newest of the others after five seconds', () => {
  const said: string[] = [];
  const speak = speaker((sentence) => said.push(sentence));
  speak('Counted');
  vi.advanceTimersByTime(0);
  speak('1 vote so far');
  speak('2 votes so far');
  vi.advanceTimersByTime(4999);
  expect(said).toEqual(['Counted']);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(['Counted', '2 votes so far']);
});

test('the same sentence is not said twice in a row', () => {
  const said: string[] = [];
  const speak = speaker((sentence) => said.push(sentence));
  speak('Reconnecting');
  vi.advanceTimersByTime(6000);
  speak('Reconnecting');
  vi.advanceTimersByTime(6000);
  expect(said).toEqual(['Reconnecting']);
});
