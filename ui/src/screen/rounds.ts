// The round before the shown one, as this wall has seen it: its bars stay as thin lines while the next round is counted.
import type { Results } from '../lib/wire.gen';

export type Before = {
  round: number;
  /** Percentages by the id of their option. */
  shares: ReadonlyMap<number, number>;
};

type Seen = Pick<Results, 'poll_code' | 'round' | 'results_visible' | 'total_votes' | 'options'>;

/** The round before after a snapshot; `last`: the one that was shown until then. A round without votes, or whose counts this wall has not
 *  been shown, leaves nothing. */
export function before(shown: Seen | null, next: Seen, last: Before | null): Before | null {
  if (!shown || shown.poll_code !== next.poll_code || next.round < shown.round) return null;
  if (next.round === shown.round) return last;
  if (!shown.results_visible || !shown.total_votes) return null;
  return { round: shown.round, shares: new Map(shown.options.map(({ id, percentage }) => [id, percentage ?? 0])) };
}
