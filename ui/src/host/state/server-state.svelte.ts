// The state that the server sent last: the current meeting, its polls, and the poll that the console shows.
import { FollowedPoll } from '../../lib/followed-poll.svelte';
import type { ConnectionState } from '../../lib/live';
import { newerStage } from '../../lib/presence';
import type { Console, Count, Diagnosis, HostPoll, PollSummary, Results, StageNow } from '../../lib/wire.gen';
import type { RoomView } from './steps';

export class ServerState {
  meeting: StageNow | null = $state.raw(null);
  polls: PollSummary[] = $state.raw([]);
  /** Polls that were deleted with votes, the latest first. */
  deleted: PollSummary[] = $state.raw([]);
  /** What the server found wrong with its database at start-up, until the host dismisses the notice. */
  notice: string | null = $state(null);
  /** Whether storing votes fails at the moment. */
  storageFailing = $state(false);
  /** Whether phones reach the server; null until the server has sent a diagnosis. */
  diagnosis: Diagnosis | null = $state.raw(null);
  connection: ConnectionState = $state('connecting');
  /** How many phones may have become a second voter when the address changed: an estimate. */
  possibleDuplicates = $state(0);
  /** The code of the poll that was on stage last, also while the lobby or a blank screen is shown. */
  lastStaged: string | null = $state(null);
  readonly #followed: FollowedPoll<HostPoll | null>;

  constructor(console: Console) {
    this.meeting = console.meeting;
    this.polls = console.polls;
    this.deleted = console.deleted;
    this.notice = console.notice;
    this.storageFailing = console.storage_failing;
    this.possibleDuplicates = console.doubtful;
    this.lastStaged = console.staged?.poll_code ?? null;
    this.#followed = new FollowedPoll(console.staged);
  }

  /** The poll that the console shows: the one on stage, unless the host looks at another. */
  get poll(): HostPoll | null {
    return this.#followed.shown;
  }

  set poll(poll: HostPoll | null) {
    this.#followed.shown = poll;
  }

  /** The code of the poll that phones and the projector show; null in the lobby and on a blank screen. */
  get staged(): string | null {
    return this.meeting?.poll_code ?? null;
  }

  /** The poll that phones and the projector show: the console's own where it is that one, else the list's. */
  get onStage(): HostPoll | PollSummary | null {
    const { poll, staged } = this;
    if (poll?.poll_code === staged) return poll;
    return this.polls.find(({ poll_code }) => poll_code === staged) ?? null;
  }

  /** What phones and the projector show. */
  get roomView(): RoomView {
    return { staged: this.staged, view: this.meeting?.view ?? 'lobby' };
  }

  /** Merges a snapshot of the shown poll, also into the list, which the server sends when a state changes and not at every vote. */
  applyResults(next: Results): void {
    const locked = !!this.poll?.locked || next.total_votes > 0;
    if (!this.#followed.update({ ...next, locked })) return;
    const { poll_code, state, round, total_votes, mean, results, revealed } = next;
    const counts = next.options.map(({ vote_count }) => vote_count ?? 0);
    const changed = { state, round, total_votes, mean, results, revealed, counts };
    this.polls = this.polls.map((poll) => (poll.poll_code === poll_code ? { ...poll, ...changed } : poll));
  }

  /** Merges a count of the shown poll; false where its texts or rules have not arrived. */
  applyCount(count: Count): boolean {
    return this.#followed.applyCount(count, (next) => this.applyResults(next));
  }

  /** Merges the answer to a change, unless the socket has brought a newer snapshot. Only answers contain the host's own fields. */
  applyAnswer(poll: HostPoll): void {
    const { note, auto_reveal, locked, share_url } = poll;
    this.applyResults(poll);
    if (this.poll?.poll_code === poll.poll_code) this.poll = { ...this.poll, note, auto_reveal, locked, share_url };
  }

  /** As in `FollowedPoll`, also for the number of the meeting's phones. */
  restartPresence(): void {
    this.#followed.restartPresence();
    if (this.meeting) this.meeting = { ...this.meeting, presence_seq: 0 };
  }

  /** Replaces the stage, unless the shown one of the same meeting is newer. */
  applyStage(stage: StageNow): void {
    const { meeting } = this;
    this.meeting = meeting?.join_code === stage.join_code ? (newerStage(meeting, stage) ?? meeting) : stage;
    this.lastStaged = stage.poll_code ?? this.lastStaged;
  }

  /** Replaces the list; a poll that was deleted was not on stage last. */
  applyPolls(polls: PollSummary[], deleted: PollSummary[]): void {
    [this.polls, this.deleted] = [polls, deleted];
    if (!polls.some(({ poll_code }) => poll_code === this.lastStaged)) this.lastStaged = null;
  }

  /** Applies the whole state. False, with the stage and the polls unchanged, where the shown meeting has ended and another one is
   *  current: the end stays on screen. */
  applyConsole(console: Console): boolean {
    this.storageFailing = console.storage_failing;
    this.possibleDuplicates = console.doubtful;
    const { meeting } = console;
    const same = meeting?.join_code === this.meeting?.join_code;
    if (this.meeting?.ended && !same) return false;
    const shown = same ? this.meeting : null;
    this.meeting = meeting && shown ? (newerStage(shown, meeting) ?? shown) : meeting;
    this.polls = console.polls;
    this.deleted = console.deleted;
    this.lastStaged = console.staged?.poll_code ?? null;
    return true;
  }
}
