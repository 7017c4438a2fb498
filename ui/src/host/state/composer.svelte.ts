// Whether the composer is open, and on which poll.
import type { HostPoll, PollSummary } from '../../lib/wire.gen';

export class Composer {
  /** `new`: a question is being written; a poll: its wording is being changed; null: the composer is closed. */
  editing: 'new' | HostPoll | null = $state.raw(null);

  /** Whether it awaits the answer to a new question. */
  isSending = false;

  constructor(polls: readonly PollSummary[]) {
    this.reset(polls);
  }

  /** Opens the composer on a meeting without polls, and closes it on any other. While a question is being sent it stays open: its poll
   *  may be shown before the answer arrives. */
  reset(polls: readonly PollSummary[]): void {
    if (this.isSending) return;
    this.editing = polls.length === 0 ? 'new' : null;
  }

  /** Starts a new question. */
  open(): void {
    this.editing = 'new';
  }

  close(): void {
    this.editing = null;
  }
}
