// A number to estimate. Numbers are text with a decimal point: a total is never a float.
import type { Results } from '../../lib/wire.gen';

export type NumberPoll = Results & { decimals: number; unit: string };
/** The number as typed. */
export type NumberAnswer = { number: string };
