// Points to share out, on the wire, until the generated types have them.
import type { Poll } from '../kind';

export type PointsRow = {
  id: number;
  sum: number;
  /** Per vote; null without votes. */
  mean: number | null;
  /** Votes that gave it any. */
  givers: number;
};

export type PointsPoll = Poll & {
  /** How many points a vote has, 10 to 1000. */
  budget: number;
  /** Whether a vote has to spend them all. */
  spend_all: boolean;
  /** In the host's order; null while hidden. */
  points: PointsRow[] | null;
};

/** Points by option, each more than 0. */
export type PointsAnswer = { points: Record<string, number> };
