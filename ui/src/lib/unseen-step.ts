// Steps that are taken while the console is not in sight: by the bar over slides, and by keys that work in front of other programs. They
// are about what the room sees, whatever the console shows; the server decides them, and refuses what a host has to confirm.
import { type Answer, ask } from './http';
import type { StageNow, Step, StepBody, StepConfirmation, StepDone, StepsNow } from './wire.gen';

/** A step that the server has refused until it is confirmed. `from`: the state in which it was refused. */
export type Doubt = { code: 'would_reopen' | 'poll_still_open'; key: string; body: StepBody & { from: string } };

/** Why a step was not taken: a doubt, or the code of another problem; null where it was. */
export type Outcome = Doubt | string | null;

const STEPS = ['next', 'back', 'open', 'reveal', 'answer', 'timer', 'more_time', 'blank'] as const;

/** Whether a key is a step of the server's. */
export const isStep = (key: string): boolean => (STEPS as readonly string[]).includes(key);

/** What a key asks for in this state: a key that switches something asks for the other state; null for a key that asks for nothing. */
export function stepOf(key: string, { poll, back }: Pick<StepsNow, 'poll' | 'back'>): Step | null {
  if (key === 'open') return poll?.state === 'open' && poll.on_stage ? 'close' : 'open';
  if (key === 'reveal') return poll?.hidden ? 'reveal' : back?.action === 'hide' ? 'back' : null;
  if (key === 'answer') return back?.action === 'hide_answer' ? 'back' : 'answer';
  return STEPS.find((step) => step === key) ?? null;
}

/** The code of a next step after the last question: the bar and keys write no new one. */
export const NOTHING_FOLLOWS = 'nothing_follows';

const path = (code: string) => `/api/meetings/${code}/step`;

/** Takes the step of a key. Where phones see the counts anyway, R switches the bars on the projector, which are on if `bars`. */
export async function takeUnseen(code: string, key: string, bars: boolean): Promise<Outcome> {
  const answer = await ask<StepsNow>('GET', path(code));
  if ('problem' in answer) return answer.problem.code;
  if (key === 'next' && !answer.value.next) return NOTHING_FOLLOWS;
  const step = stepOf(key, answer.value);
  if (step) return send(code, key, { step, from: answer.value.at });
  return key === 'reveal' && answer.value.poll?.on_stage ? switchBars(code, answer.value, !bars) : null;
}

/** Takes a step in doubt after all, from the state in which it was refused. */
export const confirmUnseen = (code: string, { key, body }: Doubt, confirm: StepConfirmation): Promise<Outcome> =>
  send(code, key, { ...body, confirm });

async function send(code: string, key: string, body: Doubt['body']): Promise<Outcome> {
  const refusal = codeOf(await ask<StepDone>('POST', path(code), body));
  return refusal === 'would_reopen' || refusal === 'poll_still_open' ? { code: refusal, key, body } : refusal;
}

async function switchBars(code: string, { poll }: StepsNow, bars: boolean): Promise<Outcome> {
  const hasCounts = poll?.state === 'open' || poll?.state === 'closed';
  return hasCounts ? codeOf(await ask<StageNow>('PUT', `/api/meetings/${code}/stage`, { bars })) : null;
}

const codeOf = <T>(answer: Answer<T>): string | null => ('problem' in answer ? answer.problem.code : null);

/** The event by which the app's shell sends a key that was pressed in front of another program: to the bar where it is open, which can
 *  show a question, else to the console, which then confirms nothing. */
export const UNSEEN_KEY = 'handsup-unseen-key';
