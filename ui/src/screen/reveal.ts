// Which moments of a poll are shown as such: the reveal of its counts and of its right answer. They are shown where a wall has seen them
// happen. After a reload, a lost connection or a second copy of a message the result is there at once.

/** What is shown of a poll. */
export type Shown = { poll: string; round: number; counts: boolean; answer: boolean };

/** The moments that are being shown, or were last. */
export type Moments = { counts: boolean; answer: boolean };

export const NONE: Moments = { counts: false, answer: false };

/** The moments after a change; `live`: whether an event brought it, rather than the answer to joining. */
export function moments(before: Shown | null, after: Shown | null, last: Moments, live: boolean): Moments {
  if (!before || !after || before.poll !== after.poll || before.round !== after.round) return NONE;
  const counts = after.counts && !before.counts;
  const answer = after.answer && !before.answer;
  if (counts || answer) return live ? { counts, answer } : NONE;
  return { counts: last.counts && after.counts, answer: last.answer && after.answer };
}
