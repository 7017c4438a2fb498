// What the host is asked before something is done that the room would notice.

/** One of the answers. `key`: what stands on its button. */
export type Choice = { text: string; key?: string; go: () => unknown };

export type Question = {
  title: string;
  text: string;
  /** The answer that does what was asked for. */
  yes: Choice;
  /** Other answers; what does nothing is always among them. */
  others: Choice[];
  /** Which one Enter and Space press: `yes`, or the first of the others. */
  usual: 'yes' | 'other';
  /** The step that led here: the same once more is a yes, the opposite is a no. Null where no step did. */
  by: 'next' | 'back' | null;
  /** Whether there is nothing to ask any more, because somebody else has done it. */
  isOver?: () => boolean;
};

/** What a step comes to while a question is open: `yes`, `no`, or nothing. */
export function answer(by: Question['by'], pressed: string): 'yes' | 'no' | null {
  if (!by || (pressed !== 'next' && pressed !== 'back')) return null;
  return pressed === by ? 'yes' : 'no';
}
