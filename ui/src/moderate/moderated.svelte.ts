// What is moderated in the meeting: its board, and its polls of words and open answers.
import { BoardList } from '../host/board/board-list.svelte';
import { ask } from '../lib/http';
import type { BoardFrame, ModeratedPoll, TextsChanged, ModerationShown, Problem } from '../lib/wire.gen';

/** Milliseconds between two reads at least. */
const REST = 1000;
/** Milliseconds between two reads without an event: a poll that nobody follows sends none. */
const READ_EVERY = 5000;

export class Moderated {
  name = $state('');
  polls: ModeratedPoll[] = $state.raw([]);
  board = new BoardList();
  problem: Problem | null = $state.raw(null);
  /** Whether everything was read once. */
  isRead = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readAt = -REST;
  #isReading = false;
  /** Whether an event has come during a read. */
  #isOutdated = false;

  constructor(readonly code: string) {
    this.board.follow(code);
    this.board.isShown = true;
  }

  /** Passes an event of the board on; the board is read again. */
  async applyFrame(frame: BoardFrame): Promise<void> {
    await this.board.applyFrame(frame);
  }

  /** Reads the polls again if this event is newer than what is known. */
  applyNews({ poll_code, seq }: TextsChanged): void {
    const known = this.polls.find((poll) => poll.poll_code === poll_code);
    if (!known || known.seq < seq) this.readSoon();
  }

  /** Reads everything again, at once or a second after the last time. */
  readSoon(): void {
    if (this.#isReading) this.#isOutdated = true;
    else this.#schedule(Math.max(0, this.#readAt + REST - performance.now()));
  }

  /** Whether the link does not work any more. Nothing is read after that. */
  get isInvalid(): boolean {
    return this.problem?.code === 'host_only';
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    if (!this.isInvalid)
      this.#timer = setTimeout(() => (document.hidden ? this.#schedule(READ_EVERY) : void this.#read()), delay);
  }

  async #read(): Promise<void> {
    [this.#readAt, this.#isReading, this.#isOutdated] = [performance.now(), true, false];
    const answer = await ask<ModerationShown>('GET', `/api/meetings/${this.code}/moderation`);
    this.#isReading = false;
    this.problem = 'problem' in answer ? answer.problem : null;
    if ('value' in answer) {
      [this.name, this.polls, this.isRead] = [answer.value.name, answer.value.polls, true];
      this.board.apply(answer.value.board);
    }
    this.#schedule(this.#isOutdated ? REST : READ_EVERY);
  }
}
