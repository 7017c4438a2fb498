import { expect, test } from 'vitest';
import { completedAction } from './undo-text';

const poll = { state: 'closed', revealed: false, answer_shown: false, total_votes: 37 } as const;

test('a toast says what was done, and closing says with how many votes', () => {
  expect(completedAction({ state: 'closed' }, poll)).toEqual({ key: 'done_closed', votes: 37 });
  expect(completedAction({ state: 'open' }, { ...poll, state: 'open' })).toEqual({ key: 'done_opened' });
  expect(completedAction({ state: 'ready' }, { ...poll, state: 'ready' })).toEqual({ key: 'done_unopened' });
});

test('showing and hiding have sentences of their own', () => {
  expect(completedAction({ revealed: true }, { ...poll, revealed: true })).toEqual({ key: 'done_revealed' });
  expect(completedAction({ revealed: false }, poll)).toEqual({ key: 'done_hidden' });
  expect(completedAction({ answer_shown: true }, { ...poll, answer_shown: true })).toEqual({ key: 'done_answer' });
  expect(completedAction({ answer_shown: false }, poll)).toEqual({ key: 'done_answer_hidden' });
});

test('an action that cannot be undone has no toast', () => {
  expect(completedAction({ timer_seconds: 30 }, poll)).toBeNull();
  expect(completedAction({ run_again: true }, poll)).toBeNull();
});
