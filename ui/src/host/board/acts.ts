// What the host may do with a question, by its state, and what undoes it.
import type { HostQuestion, QuestionPatch, QuestionState } from '../../lib/wire.gen';

/** An act that changes the state. */
export type Act = 'show' | 'pin' | 'done' | 'decline';

const STEPS: Record<QuestionState, Partial<Record<Act, QuestionState>>> = {
  held: { show: 'open', pin: 'pinned', decline: 'declined' },
  open: { pin: 'pinned', done: 'answered', decline: 'declined' },
  pinned: { pin: 'open', done: 'answered', decline: 'declined' },
  answered: { show: 'open' },
  declined: { show: 'open' },
  merged: { show: 'open' },
};

const KEYS: Record<string, Act> = { a: 'show', p: 'pin', d: 'done', x: 'decline' };

/** What an act changes in a question of this state; null where it is not offered. */
export function patchOf(state: QuestionState, act: Act): QuestionPatch | null {
  const next = STEPS[state][act];
  return next ? { state: next } : null;
}

/** The acts that a question in this state offers, in the order of their buttons. */
export const acts = (state: QuestionState): Act[] => Object.keys(STEPS[state]) as Act[];

/** The act of a key. */
export const actOf = (key: string): Act | undefined => KEYS[key];

/** Whether a question may be merged into another one. */
export const mayMerge = (state: QuestionState): boolean => state === 'held' || state === 'open' || state === 'pinned';

/** Whether everybody sees a question in this state. */
const isPublic = (state: QuestionState): boolean => state === 'open' || state === 'pinned' || state === 'answered';

/** Those into which a question may be merged: what everybody sees does not vanish into what waits. */
export const targets = (question: HostQuestion, questions: readonly HostQuestion[]): HostQuestion[] =>
  questions.filter(
    ({ id, state }) => id !== question.id && (isPublic(state) || (state === 'held' && question.state === 'held')),
  );

/** A change of a question. */
export type Change = { id: number; patch: QuestionPatch };

/** What undoes a patch of `question`: what it changes, as that was before; after a merge also what was merged into it. */
export function undoing(question: HostQuestion, patch: QuestionPatch, questions: readonly HostQuestion[]): Change[] {
  const { id, state, answer, merged_into, name_off } = question;
  const moves = patch.state !== undefined || patch.merged_into !== undefined;
  const back: QuestionPatch = {
    ...(moves && (merged_into === null ? { state } : { merged_into })),
    ...(patch.answer !== undefined && { answer }),
    ...(patch.name_off !== undefined && { name_off }),
  };
  const below = patch.merged_into === undefined ? [] : questions.filter((other) => other.merged_into === id);
  return [{ id, patch: back }, ...below.map((other) => ({ id: other.id, patch: { merged_into: id } }))];
}

/** A change of the question as it is among these, which is refused once that has changed. */
export function about({ id, patch }: Change, questions: readonly HostQuestion[]): Change {
  const replaces = questions.find((question) => question.id === id)?.version;
  return { id, patch: { ...patch, ...(replaces !== undefined && { replaces }) } };
}

/** The groups of the list, in its order. */
export const GROUPS = ['held', 'pinned', 'open', 'answered', 'declined', 'merged'] as const satisfies QuestionState[];
