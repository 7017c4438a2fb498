// A few words from each voter.
import type { Results } from '../../lib/wire.gen';

export type WordsPoll = Results & { most: number };
/** The entries as typed; empty ones are fields without a word. */
export type WordsAnswer = { texts: string[] };
