import { expect, test } from 'vitest';
import { nextStep, toggleOpen, toggleReveal } from './next';

const poll = (
  state: 'draft' | 'ready' | 'open' | 'closed',
  results: 'live' | 'on_reveal' = 'live',
  revealed = false,
) => ({
  state,
  results,
  revealed,
});

test('one key walks a poll with hidden results from ready to the next question', () => {
  const names = [poll('ready', 'on_reveal'), poll('open', 'on_reveal'), poll('closed', 'on_reveal')].map(
    (stand) => nextStep(stand).name,
  );
  expect(names).toEqual(['open', 'close', 'reveal']);
  expect(nextStep(poll('closed', 'on_reveal', true))).toEqual({ name: 'new', patch: null });
});

test('results that phones see anyway are not revealed', () => {
  expect(nextStep(poll('closed')).name).toBe('new');
  expect(toggleReveal(poll('open'))).toBeNull();
});

test('the next step never takes something back', () => {
  for (const state of ['draft', 'ready', 'open', 'closed'] as const)
    for (const revealed of [true, false])
      expect(nextStep(poll(state, 'on_reveal', revealed)).patch).not.toEqual({ revealed: false });
});

test('O and R go back and forth', () => {
  expect([toggleOpen(poll('open')), toggleOpen(poll('closed')), toggleOpen(poll('draft'))]).toEqual([
    { state: 'closed' },
    { state: 'open' },
    { state: 'open' },
  ]);
  expect(toggleReveal(poll('closed', 'on_reveal', true))).toEqual({ revealed: false });
});
