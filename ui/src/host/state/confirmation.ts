// A question that the host answers before an action that the room would notice.
import { t } from '../text';

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
  /** The key that caused the question: the same one again confirms, a step the other way cancels. Null for another action. */
  by: 'next' | 'back' | 'open' | null;
  /** Whether the question no longer applies, for example because another console has acted. */
  isOver?: () => boolean;
};

/** The key that caused a question, as it is printed on it. */
export const keyOf = (by: NonNullable<Confirmation['by']>): string =>
  by === 'open' ? 'O' : t(by === 'next' ? 'key_space' : 'key_page_up');

/** What a key means while a confirmation is open: `yes`, `no`, or null for neither. */
export function answerByStep(by: Confirmation['by'], pressed: string): 'yes' | 'no' | null {
  if (by && pressed === by) return 'yes';
  return by && (pressed === 'next' || pressed === 'back') ? 'no' : null;
}
