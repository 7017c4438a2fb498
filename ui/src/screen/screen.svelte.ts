// What the projector shows. The view changes only when the next one is complete: between two polls, and while the connection is
// lost, the last one stays.
import { FollowedPoll } from '../lib/followed-poll.svelte';
import type { ConnectionState } from '../lib/live';
import { newerStage } from '../lib/presence';
import type { BoardFrame, BoardPage, Count, Invitation, Results, StageNow } from '../lib/wire.gen';
import { withVotes } from './board';
import { endOf } from './clock';
import { bars } from './poll-text';
import { before, type Before } from './rounds';
import { moments, type Moments, NONE, type Shown } from './reveal';

/** The state that the server writes into the page. */
export type Boot = { snapshot: Results | null; stage: StageNow; invitation: Invitation };
export type ShownView = 'ended' | 'blank' | 'poll' | 'board' | 'lobby';

export class Screen {
  stage: StageNow = $state.raw() as StageNow;
  shownView: ShownView = $state('lobby');
  invitation: Invitation = $state.raw() as Invitation;
  connection: ConnectionState = $state('connecting');
  /** The questions that were read last; null before the first read. */
  board: BoardPage | null = $state.raw(null);
  /** When the meeting starts, as its host has announced it, on `performance.now()`'s clock. */
  start: number | null = $state(null);
  /** When voting ends by itself, on `performance.now()`'s clock. */
  end: number | null = $state(null);
  /** What this page has seen being revealed. */
  moments: Moments = $state.raw(NONE);
  /** The round before, as far as this page has seen its counts. */
  before: Before | null = $state.raw(null);
  /** Whether a view comes in motion: not the first one. Not reactive, so setting it redraws nothing. */
  isRunning = false;

  readonly #poll = new FollowedPoll<Results | null>(null);
  readonly #now: () => number;

  constructor(boot: Boot, now: () => number = () => performance.now()) {
    this.#now = now;
    this.stage = boot.stage;
    this.invitation = boot.invitation;
    // The server has drawn the board without its questions: there is no other view that could stay until they are read.
    if (boot.stage.view === 'board') this.shownView = 'board';
    this.applyJoin(boot.snapshot, boot.stage);
  }

  /** The newest snapshot of the poll that was shown last. */
  get results(): Results | null {
    return this.#poll.shown;
  }

  /** Applies the answer to joining the meeting. */
  applyJoin(snapshot: Results | null, stage: StageNow | null): void {
    this.#change(false, () => this.#join(snapshot, stage));
  }

  #join(snapshot: Results | null, stage: StageNow | null): void {
    if (stage && stage.seq >= this.stage.seq) this.#setStage(stage);
    if (snapshot && this.results?.poll_code !== snapshot.poll_code) {
      this.#poll.shown = snapshot;
      this.before = null;
    }
    if (snapshot) {
      this.#poll.restartPresence();
      this.#update(snapshot);
    }
    // Without a snapshot the meeting shows no poll: one that was on stage before must not stay on screen.
    this.#updateView(snapshot === null);
  }

  #setStage(stage: StageNow): void {
    this.stage = stage;
    this.start = endOf(stage.starts_in ?? null, this.#now(), this.start);
  }

  /** Applies a change of the stage; true where another poll has to be joined. */
  applyStage(stage: StageNow): boolean {
    const newer = stage.join_code === this.stage.join_code ? newerStage(this.stage, stage) : null;
    if (!newer) return false;
    const isOther = newer.poll_code !== this.stage.poll_code;
    // Events were left out while another view was shown.
    if (newer.view === 'board' && this.stage.view !== 'board' && this.shownView !== 'board') this.board = null;
    this.#change(true, () => this.#setStage(newer));
    if (!isOther || stage.view !== 'poll') this.#updateView(false);
    return isOther;
  }

  /** Applies a snapshot of the shown poll. */
  applyResults(next: Results): void {
    this.#change(true, () => this.#update(next));
  }

  #update(next: Results): void {
    const last = this.results;
    if (!this.#poll.update(next)) return;
    this.before = before(last && { ...last, results_visible: bars(this.stage, last) }, next, this.before);
    this.end = endOf(next.closes_in, this.#now(), this.end);
  }

  /** Applies a count of the shown poll; false where its texts or rules have not arrived. */
  applyCount(count: Count): boolean {
    return this.#poll.applyCount(count, (next) => this.applyResults(next));
  }

  /** Applies the board, unless a newer one is shown. */
  applyBoard(board: BoardPage): void {
    if (this.board && board.seq < this.board.seq) return;
    this.board = board;
    if (this.stage.view === 'board') this.#updateView(false);
  }

  /** Applies an event of the board; true where the shown one has to be read again. */
  applyBoardFrame(frame: BoardFrame): boolean {
    if (frame.join_code !== this.stage.join_code || this.stage.view !== 'board') return false;
    if (this.board && frame.seq <= this.board.seq) return false;
    const next = this.board && withVotes(this.board, frame);
    if (next) this.board = next;
    return !next;
  }

  /** Shows the end, because the meeting does not exist any more. */
  showEnd(): void {
    this.shownView = 'ended';
  }

  /** What is shown of the poll; null while another view is on stage, so that a poll which comes back is not revealed again. */
  get #shown(): Shown | null {
    const { results, stage } = this;
    if (stage.view !== 'poll' || results?.poll_code !== stage.poll_code || !results) return null;
    const { poll_code: poll, round, answer_shown } = results;
    const counts = bars(stage, results);
    return { poll, round, counts, answer: counts && answer_shown };
  }

  /** Makes a change, and notes what it reveals; `live`: whether an event brings it. */
  #change(live: boolean, make: () => void): void {
    const before = this.#shown;
    make();
    this.moments = moments(before, this.#shown, this.moments, live);
  }

  /** Chooses the view; `empty`: the meeting shows no poll. */
  #updateView(empty: boolean): void {
    const { ended, view, poll_code } = this.stage;
    if (ended) this.shownView = 'ended';
    else if (view === 'poll' && !empty)
      this.shownView = this.results?.poll_code === poll_code ? 'poll' : this.shownView;
    else if (view === 'board') this.shownView = this.board ? 'board' : this.shownView;
    else this.shownView = view === 'blank' ? 'blank' : 'lobby';
  }
}
