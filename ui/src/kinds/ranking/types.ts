// A ranking.
import type { Results } from '../../lib/wire.gen';

export type RankingPoll = Results & { max_ranked: number; rank_all: boolean };
/** Options, the best first. */
export type RankingAnswer = { ranking: number[] };
