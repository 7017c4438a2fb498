import { expect, test } from 'vitest';
import { bars, stateKey } from './poll-text';

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
