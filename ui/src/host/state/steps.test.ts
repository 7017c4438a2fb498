import { expect, test } from 'vitest';
import type { OptionResult, PollSummary, Results } from '../../lib/wire.gen';
import { inverse, nextStep, stepBack, toggleAnswer, toggleOpen, toggleReveal } from './steps';

const option = (correct?: boolean): OptionResult => ({
  id: 1,
  option_text: 'Tabs',
  vote_count: 0,
  percentage: 0,
  ...(correct !== undefined && { correct }),
});
const poll = (status: Partial<Results>) =>
  ({
    poll_code: 'B',
    results: 'live',
    revealed: false,
    answer_shown: false,
    total_votes: 3,
    options: [option()],
    ...status,
  }) as Results;
const polls = ['A', 'B', 'C'].map((poll_code) => ({ poll_code }) as PollSummary);

test.each<[Partial<Results>, string | null, string]>([
  [{ state: 'draft' }, 'A', 'stage'],
  [{ state: 'ready' }, 'A', 'stage'],
  [{ state: 'ready' }, 'B', 'open'],
  [{ state: 'open' }, 'B', 'close'],
  [{ state: 'open' }, 'A', 'close'],
  [{ state: 'closed', results: 'on_reveal' }, 'B', 'reveal'],
  [{ state: 'closed', results: 'after_vote' }, 'B', 'reveal'],
  [{ state: 'closed', results: 'on_reveal', revealed: true }, 'B', 'next'],
  [{ state: 'closed', options: [option(true)] }, 'B', 'answer'],
  [{ state: 'closed', options: [option(true)], answer_shown: true }, 'B', 'next'],
  [{ state: 'closed', options: [option(false)] }, 'B', 'next'],
  [{ state: 'closed', options: [], right: { value: '42', tolerance: '1', answers: 3 } }, 'B', 'answer'],
  [{ state: 'closed', poll_code: 'C' }, 'C', 'new'],
])('after %o with %s on stage comes %s', (status, staged, name) => {
  expect(nextStep(poll(status), { staged, view: 'poll' }, polls).name).toBe(name);
});

test.each(['lobby', 'blank'] as const)(
  'behind a %s nothing is opened, closed or revealed: the poll is shown again',
  (view) => {
    const shown = { staged: null, view };
    for (const state of ['open', 'closed'] as const) {
      expect(nextStep(poll({ state, results: 'on_reveal' }), shown, polls)).toEqual({ name: 'return', stage: 'B' });
      expect(stepBack(poll({ state, total_votes: 0 }), shown, polls)).toEqual({ name: 'return', stage: 'B' });
    }
    expect(nextStep(poll({ state: 'draft' }), shown, polls)).toEqual({ name: 'stage', stage: 'B' });
  },
);

test.each<[Partial<Results>, string | undefined]>([
  [{ state: 'closed', answer_shown: true }, 'hide_answer'],
  [{ state: 'closed', results: 'on_reveal', revealed: true }, 'hide'],
  [{ state: 'closed' }, 'reopen'],
  [{ state: 'open', total_votes: 0 }, 'unopen'],
  [{ state: 'open' }, undefined],
  [{ state: 'ready' }, 'previous'],
  [{ state: 'ready', poll_code: 'A' }, undefined],
])('before %o comes %s', (status, name) => {
  expect(stepBack(poll(status), { staged: 'B', view: 'poll' }, polls)?.name).toBe(name);
});

test('a toggle without anything to change is null', () => {
  expect(toggleReveal(poll({ state: 'open' }))).toBeNull();
  expect(toggleReveal(poll({ state: 'ready', results: 'on_reveal' }))).toBeNull();
  expect(toggleReveal(poll({ state: 'open', results: 'on_reveal' }))).toEqual({ revealed: true });
  expect(toggleAnswer(poll({ state: 'closed' }))).toBeNull();
  expect(toggleAnswer(poll({ state: 'open', options: [option(true)] }))).toBeNull();
  expect(toggleOpen(poll({ state: 'closed' }))).toEqual({ state: 'open' });
});

test('a reversible action has an inverse', () => {
  expect(inverse(poll({ state: 'open' }), { state: 'closed' })).toEqual({ state: 'open' });
  expect(inverse(poll({ state: 'closed', results: 'on_reveal' }), { revealed: true })).toEqual({ revealed: false });
  expect(inverse(poll({ state: 'open' }), { fairness: 'device' })).toBeNull();
});
