import { expect, test } from 'vitest';
import type { Results } from '../../lib/wire.gen';
import { effectOfReveal, effectOfStep, effectOfToggle } from './effects';

const poll = (more: Partial<Results>) => ({ state: 'ready', results: 'live', revealed: false, ...more }) as Results;

test('the effect of opening and closing says who sees the counts', () => {
  expect(effectOfStep('open', poll({}))).toBe('sees_open');
  expect(effectOfStep('open', poll({ results: 'on_reveal' }))).toBe('sees_open_hidden');
  expect(effectOfStep('open', poll({ results: 'after_vote' }))).toBe('sees_open_voted');
  expect(effectOfToggle(poll({ state: 'open' }))).toBe('sees_close');
  expect(effectOfToggle(poll({ state: 'open', results: 'after_vote' }))).toBe('sees_close_hidden');
  expect(effectOfToggle(poll({ state: 'closed' }))).toBe('sees_open');
});

test('R reveals a hidden result, and takes the bars of a live one off the projector', () => {
  expect(effectOfReveal(poll({ results: 'on_reveal' }), { bars: true })).toBe('sees_reveal');
  expect(effectOfReveal(poll({ results: 'on_reveal', revealed: true }), { bars: true })).toBe('sees_hide');
  expect(effectOfReveal(poll({}), { bars: true })).toBe('sees_no_bars');
  expect(effectOfReveal(poll({}), { bars: false })).toBe('sees_bars');
});
