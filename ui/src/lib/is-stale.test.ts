import { expect, test } from 'vitest';
import { isStale } from './is-stale';

const seen = (seq: number, results_visible = true, poll_code = 'AB3DE9ZX') => ({ seq, results_visible, poll_code });

test('a smaller seq is ignored, a larger one taken', () => {
  expect(isStale(seen(7), seen(6))).toBe(true);
  expect(isStale(seen(7), seen(8))).toBe(false);
});

test('the same seq is taken, since the number of phones changes without it', () => {
  expect(isStale(seen(7), seen(7))).toBe(false);
});

test('the same seq never hides what is shown, a larger one may', () => {
  expect(isStale(seen(7, true), seen(7, false))).toBe(true);
  expect(isStale(seen(7, true), seen(8, false))).toBe(false);
  expect(isStale(seen(7, false), seen(7, true))).toBe(false);
});

test('another poll’s snapshot is ignored', () => {
  expect(isStale(seen(7), seen(9, true, 'ZZZZZZZZ'))).toBe(true);
});
