// A question that the host answers before an action that the room would notice.

/** One of the answers. `key`: the key named on its button. */
export type Choice = { text: string; key?: string; go: () => unknown };

export type Confirmation = {
  title: string;
  text: string;
  /** The answer that carries the action out. */
  yes: Choice;
  /** Other answers; one of them does nothing. */
  others: Choice[];
  /** The answer that Enter and Space choose: `yes`, or the first of the others. */
  usual: 'yes' | 'other';
  /** The step that caused the question: the same step again confirms, the opposite one cancels. Null for another action. */
  by: 'next' | 'back' | null;
  /** Whether the question no longer applies, for example because another console has acted. */
  isOver?: () => boolean;
};

/** What a step means while a confirmation is open: `yes`, `no`, or null for neither. */
export function answerByStep(by: Confirmation['by'], pressed: string): 'yes' | 'no' | null {
  if (!by || (pressed !== 'next' && pressed !== 'back')) return null;
  return pressed === by ? 'yes' : 'no';
}
