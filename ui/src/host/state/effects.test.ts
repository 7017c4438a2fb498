import { expect, test } from 'vitest';
import type { Results } from '../../lib/wire.gen';
import type { TextKey } from '../text';
import { effectOfAnswer, effectOfReveal, effectOfStep, effectOfTimer, effectOfToggle, type Room } from './effects';
import type { Step } from './steps';

type Poll = Pick<Results, 'state' | 'results' | 'revealed'>;
const poll = (more: Partial<Poll>): Poll => ({ state: 'ready', results: 'live', revealed: false, ...more });
const room = (more: Partial<Room> = {}): Room => ({ bars: true, isStaged: true, ...more });
const [shown, noBars, offStage] = [room(), room({ bars: false }), room({ isStaged: false })];
const live: Partial<Poll> = {};
const onReveal = { results: 'on_reveal' } as const;
const afterVote = { results: 'after_vote' } as const;
const revealed = { results: 'on_reveal', revealed: true } as const;

test.each<[Step['name'], Partial<Poll>, Room, TextKey]>([
  ['open', live, shown, 'sees_open'],
  ['open', live, noBars, 'sees_open_no_bars'],
  ['open', onReveal, shown, 'sees_open_hidden'],
  ['open', onReveal, noBars, 'sees_open_hidden'],
  ['open', afterVote, shown, 'sees_open_voted'],
  // It is on stage then.
  ['open', live, offStage, 'sees_open'],
  ['close', live, shown, 'sees_close'],
  ['close', live, noBars, 'sees_close_no_bars'],
  ['close', live, offStage, 'sees_off_stage'],
  ['close', onReveal, shown, 'sees_close_hidden'],
  ['close', onReveal, noBars, 'sees_close_hidden'],
  ['close', onReveal, offStage, 'sees_off_stage'],
  ['close', afterVote, shown, 'sees_close_voted'],
  ['close', revealed, shown, 'sees_close'],
  ['close', revealed, noBars, 'sees_close_no_bars'],
  ['reveal', onReveal, shown, 'sees_reveal'],
  ['reveal', onReveal, noBars, 'sees_reveal_no_bars'],
  ['answer', live, shown, 'sees_answer'],
  ['answer', live, offStage, 'sees_off_stage'],
  ['stage', live, offStage, 'sees_stage'],
  ['stage', { ...live, state: 'closed' }, offStage, 'sees_reveal'],
  ['stage', { ...live, state: 'closed' }, { ...offStage, bars: false }, 'sees_reveal_no_bars'],
  ['stage', { ...onReveal, state: 'closed' }, offStage, 'sees_stage_closed'],
  ['stage', { ...afterVote, state: 'closed' }, offStage, 'sees_stage_voted'],
  ['stage', { ...revealed, state: 'closed' }, offStage, 'sees_reveal'],
  ['next', live, shown, 'sees_next'],
])('to %s a poll with %o in a room with %o: %s', (step, more, room, expected) => {
  expect(effectOfStep(step, poll(more), room)).toBe(expected);
});

test.each<[Partial<Poll>, TextKey]>([
  [{ state: 'ready' }, 'sees_next'],
  [{ state: 'closed' }, 'sees_next_result'],
  [{ ...revealed, state: 'closed' }, 'sees_next_result'],
  [{ ...onReveal, state: 'closed' }, 'sees_next'],
])('the next poll, %o: %s', (following, expected) => {
  expect(effectOfStep('next', poll({ state: 'closed' }), shown, poll(following))).toBe(expected);
});

test.each<[Partial<Poll>, Room, TextKey]>([
  [live, shown, 'sees_no_bars'],
  [live, noBars, 'sees_bars'],
  [onReveal, shown, 'sees_reveal'],
  [onReveal, noBars, 'sees_reveal_no_bars'],
  [onReveal, offStage, 'sees_off_stage'],
  [afterVote, shown, 'sees_reveal'],
  [revealed, shown, 'sees_hide'],
  [revealed, offStage, 'sees_off_stage'],
  [{ ...revealed, ...afterVote }, shown, 'sees_hide_voted'],
])('R on a poll with %o in a room with %o: %s', (more, room, expected) => {
  expect(effectOfReveal(poll({ state: 'closed', ...more }), room)).toBe(expected);
});

test('O closes an open poll and opens any other one', () => {
  expect(effectOfToggle(poll({ state: 'open' }), shown)).toBe('sees_close');
  expect(effectOfToggle(poll({ state: 'closed' }), offStage)).toBe('sees_open');
});

test('the right answer and the timer of a poll off stage change nothing on the screen', () => {
  expect(effectOfAnswer(true, shown)).toBe('sees_hide_answer');
  expect(effectOfAnswer(true, offStage)).toBe('sees_off_stage');
  expect([effectOfTimer(shown), effectOfTimer(offStage)]).toEqual(['sees_timer', 'sees_timer_off_stage']);
});
