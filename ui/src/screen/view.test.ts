import { expect, test } from 'vitest';
import { bars, halves, mean, word } from './view';

test('bars stand where counts may be seen, the host lets them, and there can be some', () => {
  const seen = { results_visible: true, state: 'open' } as const;
  expect(bars({ bars: true }, seen)).toBe(true);
  expect(bars({ bars: true }, { ...seen, state: 'closed' })).toBe(true);
  expect(bars({ bars: true }, { ...seen, state: 'ready' })).toBe(false);
  expect(bars({ bars: false }, seen)).toBe(false);
  expect(bars({ bars: true }, { ...seen, results_visible: false })).toBe(false);
});

test('codes come in two halves, means with one or two decimals', () => {
  expect(halves('K7Q2M9')).toBe('K7Q 2M9');
  expect([4, 3.8, 3.857].map(mean)).toEqual(['4.0', '3.8', '3.86']);
});

test('every state has its word', () => {
  expect((['draft', 'ready', 'open', 'closed'] as const).map(word)).toEqual([
    'screen_ready',
    'screen_ready',
    'screen_open',
    'screen_closed',
  ]);
});
