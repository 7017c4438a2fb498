import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Countdown, phaseAt } from './countdown.svelte';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test('small, large from ten seconds on, the last five a digit, and the end for 1.2 s', () => {
  expect([30_000, 10_001, 10_000, 5001, 5000, 1, 0, -1199, -1200].map(phaseAt)).toEqual([
    'small',
    'small',
    'large',
    'large',
    'last',
    'last',
    'over',
    'over',
    'none',
  ]);
});

test('it runs through its phases by itself, and then is over', () => {
  const countdown = new Countdown(Date.now);
  countdown.follow(6000);
  const seen = [countdown.phase];
  for (let second = 0; second < 8; second += 1) {
    vi.advanceTimersByTime(1006);
    if (seen.at(-1) !== countdown.phase) seen.push(countdown.phase);
  }
  expect(seen).toEqual(['large', 'last', 'over', 'none']);
});

test('a poll that the server closes at its end shows the end, and one that the host closes earlier does not', () => {
  const countdown = new Countdown(Date.now);
  countdown.follow(3000);
  vi.advanceTimersByTime(2700);
  countdown.follow(null);
  expect(countdown.phase).toBe('over');
  vi.advanceTimersByTime(1300);
  expect(countdown.phase).toBe('none');
  countdown.follow(Date.now() + 3000);
  countdown.follow(null);
  expect(countdown.phase).toBe('none');
});

test('the message that arrives after the end does not show it longer', () => {
  const countdown = new Countdown(Date.now);
  countdown.follow(1000);
  vi.advanceTimersByTime(1500);
  countdown.follow(null);
  expect(countdown.phase).toBe('over');
  vi.advanceTimersByTime(800);
  expect(countdown.phase).toBe('none');
});

test('more time takes the end back', () => {
  const countdown = new Countdown(Date.now);
  countdown.follow(2000);
  expect(countdown.phase).toBe('last');
  countdown.follow(17_000);
  expect(countdown.phase).toBe('small');
});
