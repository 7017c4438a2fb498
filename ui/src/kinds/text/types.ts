// One open answer from each voter.
import type { Results } from '../../lib/wire.gen';

export type TextPoll = Results;
/** The text as typed: one, or none yet. */
export type TextAnswer = { texts: string[] };

/** The longest answer, in Unicode scalars. */
export const LONGEST = 500;
