// A ranking on the wire, until the generated types have it.
import type { Poll } from '../kind';

export type RankingRow = {
  id: number;
  /** From 1; equal points share a place. */
  place: number;
  points: number;
  /** Votes that name it first. */
  first: number;
  mean_place: number | null;
  /** Votes that name it at all. */
  ranked: number;
};

export type RankingPoll = Poll & {
  /** The most options a vote ranks. */
  max_ranked: number;
  /** Whether a vote has to rank that many. */
  rank_all: boolean;
  /** Null while hidden. */
  ranking: RankingRow[] | null;
  /** The option that more votes prefer to every other one, compared one by one; null without one, and while hidden. */
  beats_all: number | null;
};

/** Options, the best first. */
export type RankingAnswer = { ranking: number[] };
