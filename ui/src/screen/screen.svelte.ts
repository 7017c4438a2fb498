// What the projector shows. A picture changes only when everything the next one needs has arrived: between
// two polls, and while the connection is lost, the last one stays.
import type { Link } from '../lib/live';
import { isStale } from '../lib/is-stale';
import type { Invitation, Results, StageNow } from '../lib/wire.gen';
import { endOf } from './clock';

export type Boot = { snapshot: Results | null; stage: StageNow; invitation: Invitation };
export type Picture = 'ended' | 'blank' | 'poll' | 'lobby';

export class Screen {
  stage: StageNow = $state.raw() as StageNow;
  results: Results | null = $state.raw(null);
  picture: Picture = $state('lobby');
  invitation: Invitation = $state.raw() as Invitation;
  link: Link = $state('connecting');
  /** When voting ends by itself, on `performance.now()`'s clock. */
  end: number | null = $state(null);
  /** Not state: bars that stand already when the page opens do not grow, those that come later do. */
  settled = false;

  readonly #now: () => number;

  constructor(boot: Boot, now: () => number = () => performance.now()) {
    this.#now = now;
    this.stage = boot.stage;
    this.invitation = boot.invitation;
    this.joined(boot.snapshot, boot.stage);
  }

  /** The meeting answers: where everything stands now. */
  joined(snapshot: Results | null, stage: StageNow | null): void {
    if (stage && stage.seq >= this.stage.seq) this.stage = stage;
    if (snapshot && (this.results?.poll_code !== snapshot.poll_code || !isStale(this.results, snapshot)))
      this.#show(snapshot);
    // A poll that was taken back is no more to be seen than one that was never staged.
    this.#draw(snapshot === null);
  }

  /** The stage changed; whether another poll has to be asked for. */
  staged(stage: StageNow): boolean {
    if (stage.join_code !== this.stage.join_code || stage.seq < this.stage.seq) return false;
    const other = stage.poll_code !== this.stage.poll_code;
    this.stage = stage;
    if (!other || stage.view !== 'poll') this.#draw(false);
    return other;
  }

  /** A snapshot for everybody in the poll's room. */
  heard(next: Results): void {
    if (this.results && !isStale(this.results, next)) this.#show(next);
  }

  /** The meeting is not there any more. */
  gone(): void {
    this.picture = 'ended';
  }

  #show(results: Results): void {
    this.results = results;
    this.end = endOf(results.closes_in, this.#now(), this.end);
  }

  #draw(empty: boolean): void {
    const { ended, view, poll_code } = this.stage;
    if (ended) this.picture = 'ended';
    else if (view === 'poll' && !empty) this.picture = this.results?.poll_code === poll_code ? 'poll' : this.picture;
    else this.picture = view === 'blank' ? 'blank' : 'lobby';
  }
}
