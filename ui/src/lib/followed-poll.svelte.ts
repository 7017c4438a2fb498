// The newest snapshot of one poll. Snapshots may arrive late or twice, over the socket and over HTTP: older ones are ignored.
import { isStale } from './is-stale';
import { withNewerPresence } from './presence';
import type { Results } from './wire.gen';

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
    this.shown = { ...this.shown, ...withNewerPresence(this.shown, next) };
    return true;
  }

  /** Takes the next count of phones as it comes: with a new connection, perhaps to another instance, their numbers start anew. */
  restartPresence(): void {
    if (this.shown) this.shown = { ...this.shown, presence_seq: 0 };
  }
}
