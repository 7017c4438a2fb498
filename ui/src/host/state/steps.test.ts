import { expect, test } from 'vitest';
import type { OptionResult, PollSummary, Results, View } from '../../lib/wire.gen';
import { inverse, nextStep, stepBack, toggleAnswer, toggleOpen, toggleReveal } from './steps';
import table from './steps.json';

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

type Case = {
  poll: Partial<Results> & { right?: string };
  staged: string | null;
  view: string;
  step: string | null;
  to?: string;
};

/** The poll of a case of the table, whose `right` names what is right: one of the options, or a value. */
const pollOf = ({ right, ...status }: Case['poll']) =>
  poll({
    ...status,
    options: right === 'value' ? [] : [option(right === 'option')],
    ...(right === 'value' && { right: { value: '42', tolerance: '1', answers: 3 } }),
  });

const cases = table as { polls: string[]; next: Case[]; back: Case[] };
const listed = cases.polls.map((poll_code) => ({ poll_code }) as PollSummary);

// The server takes the steps of shortcuts and remotes by the same rule, and is tested with the same table.
test.each(cases.next)('the step after $poll with $staged on stage in view $view is $step', (row) => {
  const step = nextStep(pollOf(row.poll), { staged: row.staged, view: row.view as View }, listed);
  expect(step.name).toBe(row.step);
  if (row.to) expect(step).toHaveProperty('stage', row.to);
});

test.each(cases.back)('the step before $poll in view $view is $step', (row) => {
  const step = stepBack(pollOf(row.poll), { staged: row.staged, view: row.view as View }, listed);
  expect(step?.name ?? null).toBe(row.step);
  if (row.to) expect(step).toHaveProperty('stage', row.to);
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
