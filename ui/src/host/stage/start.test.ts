import { expect, test } from 'vitest';
import { nextTimes } from './start';

const at = (time: string) => Date.parse(`2026-03-14T${time}:00Z`);
const shown = (now: string) => nextTimes(at(now)).map((time) => new Date(time).toISOString().slice(11, 16));

test('the full five minutes of the next hour are offered', () => {
  expect(shown('19:02')).toEqual('19:05 19:10 19:15 19:20 19:25 19:30 19:35 19:40 19:45 19:50 19:55 20:00'.split(' '));
});

test('a time that is a minute away or less is not', () => {
  expect([shown('19:03')[0], shown('19:04')[0], shown('19:05')[0]]).toEqual(['19:05', '19:10', '19:10']);
});
