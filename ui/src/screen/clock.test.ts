import { expect, test } from 'vitest';
import { endOf, timeText } from './clock';

test('minutes and seconds, with hours only from one hour on', () => {
  const texts = [0, 1, 1000, 59_001, 60_000, 65_000, 3_599_999, 3_600_000, 86_400_000].map(timeText);
  expect(texts).toEqual(['0:00', '0:01', '0:01', '1:00', '1:00', '1:05', '1:00:00', '1:00:00', '24:00:00']);
});

test('a timer that has run out shows zero', () => {
  expect(timeText(-5000)).toBe('0:00');
});

test('the end is calculated from the arrival of the message', () => {
  expect(endOf(30_000, 1000, null)).toBe(31_000);
  expect(endOf(null, 1000, 31_000)).toBeNull();
});

test('a message that is late by jitter leaves the end as it is; an extension moves it', () => {
  expect(endOf(20_100, 11_000, 31_000)).toBe(31_000);
  expect(endOf(35_000, 11_000, 31_000)).toBe(46_000);
});
