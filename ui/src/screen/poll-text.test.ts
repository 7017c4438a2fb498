import { expect, test } from 'vitest';
import type { OptionResult } from '../lib/wire.gen';
import { bars, gotIt, stateKey } from './poll-text';

test('bars are shown for visible counts of an opened poll, if the host shows them', () => {
  const seen = { results_visible: true, state: 'open' } as const;
  expect(bars({ bars: true }, seen)).toBe(true);
  expect(bars({ bars: true }, { ...seen, state: 'closed' })).toBe(true);
  expect(bars({ bars: true }, { ...seen, state: 'ready' })).toBe(false);
  expect(bars({ bars: false }, seen)).toBe(false);
  expect(bars({ bars: true }, { ...seen, results_visible: false })).toBe(false);
});

test('every state has its text', () => {
  expect((['draft', 'ready', 'open', 'closed'] as const).map(stateKey)).toEqual([
    'screen_ready',
    'screen_ready',
    'screen_open',
    'screen_closed',
  ]);
});

const option = (vote_count: number, correct: boolean) => ({ vote_count, correct }) as OptionResult;

test('how many got it is the share of the right options, where a ballot names one', () => {
  const poll = { kind: 'single', options: [option(9, true), option(3, false)], total_votes: 12 } as const;
  expect(gotIt({ ...poll, options: [...poll.options] })).toBe('75%');
  expect(gotIt({ ...poll, options: [option(5, true), option(1, true), option(6, false)] })).toBe('50%');
  expect(gotIt({ ...poll, kind: 'multiple', options: [...poll.options] })).toBeNull();
  expect(gotIt({ ...poll, options: [option(12, false)] })).toBeNull();
  expect(gotIt({ ...poll, options: [option(0, true)], total_votes: 0 })).toBeNull();
});
