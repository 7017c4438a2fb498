// Snapshots may arrive late and twice, over the socket and over HTTP: only the newest is shown.
import type { Results } from './wire.gen';

type Seen = Pick<Results, 'poll_code' | 'seq' | 'results_visible'>;

/**
 * Whether `next` is to be ignored. One with the same `seq` is welcome, because the number of connected
 * phones changes without it, but never takes away counts that are already shown: this device may have
 * been told them with its vote's answer, and the room's update was on its way meanwhile.
 */
export function isStale(shown: Seen, next: Seen): boolean {
  if (next.poll_code !== shown.poll_code) return true;
  if (next.seq !== shown.seq) return next.seq < shown.seq;
  return shown.results_visible && !next.results_visible;
}
