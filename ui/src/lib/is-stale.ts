// Whether a snapshot of a poll is outdated: they may arrive late or twice, over the socket and over HTTP.
import type { Results } from './wire.gen';

type Version = Pick<Results, 'poll_code' | 'seq' | 'results_visible'>;

/**
 * Whether `next` is ignored in favour of `shown`. The number of connected phones changes without a new `seq`, so an equal `seq`
 * is accepted, unless it hides counts: this device may have received them with the answer to its vote, before the update for the
 * whole room, which hides them.
 */
export function isStale(shown: Version, next: Version): boolean {
  if (next.poll_code !== shown.poll_code) return true;
  if (next.seq !== shown.seq) return next.seq < shown.seq;
  return shown.results_visible && !next.results_visible;
}
