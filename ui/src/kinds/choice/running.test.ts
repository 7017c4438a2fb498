import { expect, test } from 'vitest';
import type { OptionResult } from '../../lib/wire.gen';
import { eased, figures, progress } from './running';

const options = [
  { id: 1, option_text: 'A', vote_count: 25, percentage: 62.5 },
  { id: 2, option_text: 'B', vote_count: 15, percentage: 37.5 },
] as OptionResult[];

test('half of the length is not reached in the first quarter of a second of 900 ms', () => {
  expect(eased(0)).toBe(0);
  expect(eased(250 / 900)).toBeLessThan(0.5);
  expect(eased(300 / 900)).toBeGreaterThan(0.5);
  expect(eased(1)).toBe(1);
});

test('a figure is never ahead of its bar, and keeps its decimals', () => {
  for (let run = 0; run < 1; run += 0.01) {
    const [first] = figures(options, run);
    expect(first!.percent).toMatch(/^\d+\.\d%$/);
    expect(parseFloat(first!.percent)).toBeLessThanOrEqual(62.5 * run + 1e-9);
    expect(first!.count).toBeLessThanOrEqual(25 * run);
  }
});

test('the last frame has the exact figures', () => {
  expect(figures(options, 1)).toEqual([
    { percent: '62.5%', count: 25 },
    { percent: '37.5%', count: 15 },
  ]);
});

test('hidden counts are zero, and whole percentages have no decimals', () => {
  const hidden = options.map((option) => ({ ...option, vote_count: null, percentage: null }));
  expect(figures(hidden, 1)[0]).toEqual({ percent: '0%', count: 0 });
});

test('a bar that does not run has its whole length', () => {
  expect(progress(null)).toBe(1);
  expect(progress({ getAnimations: () => [] } as never)).toBe(1);
});
