// A number to estimate, on the wire, until the generated types have it. Numbers are text with a decimal point: a total is never a float.
import type { Poll } from '../kind';

export type NumberCounts = {
  count: number;
  /** Null without answers, as all figures here. */
  median: string | null;
  quartiles: [string, string] | null;
  mean: string | null;
  min: string | null;
  max: string | null;
  /** At most 40, of equal width, the lowest first; the last contains its end. */
  bins: { from: string; to: string; count: number }[];
};

export type NumberPoll = Poll & {
  /** Decimals of an answer, 0 to 6. */
  decimals: number;
  /** The bounds; null without one. */
  from: string | null;
  to: string | null;
  /** Empty without one. */
  unit: string;
  /** Null while hidden. */
  number: NumberCounts | null;
  /** The right answer and how far off still counts; absent until it is shown. */
  right?: { value: string; tolerance: string } | null;
};

/** The number as typed. */
export type NumberAnswer = { number: string };
