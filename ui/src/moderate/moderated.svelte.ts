// What is moderated in the meeting: its board, and its polls of words and open answers.
import { BoardList } from '../host/board/board-list.svelte';
import { ask } from '../lib/http';
import type { BoardFrame, ModeratedPoll, ModerationNews, ModerationShown, Problem } from '../lib/wire.gen';

/** Milliseconds between two reads: events in between are answered by the next. */
const REST = 1000;
/** Milliseconds between two reads without an event: a poll whose texts nobody follows sends none. */
const LOOK = 5000;

export class Moderated {
  name = $state('');
  polls: ModeratedPoll[] = $state.raw([]);
  board = new BoardList();
  problem: Problem | null = $state.raw(null);
  /** Whether everything was read once. */
  isRead = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readAt = -REST;

  constructor(readonly code: string) {
    this.board.follow(code);
    this.board.isShown = true;
  }

  /** Applies an event of the board, whose numbers alone have changed, and reads the questions again. */
  async applyFrame(frame: BoardFrame): Promise<void> {
    await this.board.applyFrame(frame);
  }

  /** Reads the polls again where this event is news. */
  applyNews({ poll_code, seq }: ModerationNews): void {
    const known = this.polls.find((poll) => poll.poll_code === poll_code);
    if (!known || known.seq < seq) this.readSoon();
  }

  /** Reads everything again, at once or a second after the last time. */
  readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), Math.max(0, this.#readAt + REST - performance.now()));
  }

  async read(): Promise<void> {
    this.#readAt = performance.now();
    const answer = await ask<ModerationShown>('GET', `/api/meetings/${this.code}/moderation`);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (document.hidden ? this.readSoon() : void this.read()), LOOK);
    this.problem = 'problem' in answer ? answer.problem : null;
    if (!('value' in answer)) return;
    [this.name, this.polls, this.isRead] = [answer.value.name, answer.value.polls, true];
    this.board.apply(answer.value.board);
  }
}
