// The newest snapshot of one poll. Snapshots may arrive late or twice, over the socket and over HTTP: older ones are ignored.
import { ABSENT, complete } from './count';
import { isStale } from './is-stale';
import { withNewerPresence } from './presence';
import type { Count, Results } from './wire.gen';

/** `P`: the snapshot's type; it includes null where a page may follow no poll. */
export class FollowedPoll<P extends Results | null> {
  /** The newest snapshot. Assigning one follows its poll from now on. */
  shown: P = $state.raw() as P;

  constructor(shown: P) {
    this.shown = shown;
  }

  /** Merges a snapshot of the followed poll; false, without a change, for an outdated one and for another poll's. */
  update(next: Results & Partial<P>): boolean {
    if (!this.shown || isStale(this.shown, next)) return false;
    this.shown = { ...this.shown, ...ABSENT, ...withNewerPresence(this.shown, next) };
    return true;
  }

  /** Calls `apply` with the whole snapshot of a count of the followed poll; false, without a call, where texts or rules have changed
   *  that have not arrived. */
  applyCount(count: Count, apply: (next: Results) => void): boolean {
    if (count.poll_code !== this.shown?.poll_code) return true;
    const next = complete(this.shown, count);
    if (next) apply(next);
    return next !== null;
  }

  /** Takes the next count of phones as it comes: with a new connection, perhaps to another instance, their numbers start anew. */
  restartPresence(): void {
    if (this.shown) this.shown = { ...this.shown, presence_seq: 0 };
  }
}
