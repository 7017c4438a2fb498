import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ticker, dots } from './ticker.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an arrival is shown at once', () => {
  const ticker = new Ticker(3, Date.now);
  ticker.follow(4);
  expect([ticker.first, ticker.shown]).toEqual([3, 4]);
});

test('more than five a second share a tick, and the last one is shown', () => {
  const ticker = new Ticker(0, Date.now);
  const seen = new Set<number>();
  for (let joined = 1; joined <= 100; joined += 1) {
    ticker.follow(joined);
    seen.add(ticker.shown);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(200);
  expect(seen.size).toBeLessThanOrEqual(6);
  expect(ticker.shown).toBe(100);
});

test('phones that leave are gone at once, also while a tick is awaited', () => {
  const ticker = new Ticker(0, Date.now);
  ticker.follow(5);
  ticker.follow(6);
  ticker.follow(4);
  expect(ticker.shown).toBe(4);
  vi.advanceTimersByTime(1000);
  expect(ticker.shown).toBe(4);
});

test('two hundred phones are dots, large ones while they are few, and the others a number', () => {
  expect([0, 60, 61, 200, 341].map(dots)).toEqual([
    { dots: 0, large: true, more: 0 },
    { dots: 60, large: true, more: 0 },
    { dots: 61, large: false, more: 0 },
    { dots: 200, large: false, more: 0 },
    { dots: 200, large: false, more: 141 },
  ]);
});
