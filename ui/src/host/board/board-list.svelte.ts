// The board of the meeting: its questions, and the host's decisions about them.
import { type Answer, ask } from '../../lib/http';
import type {
  BoardFrame,
  BoardPatch,
  BoardShown,
  BoardState,
  HostQuestion,
  Problem,
  QuestionPatch,
} from '../../lib/wire.gen';
import { about, type Change, undoing } from './acts';
import { asShown, byVotes } from './order';

export class BoardList {
  /** Whether the panel is shown in place of the poll. */
  isShown = $state(false);
  board: BoardShown | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  busy = $state(false);
  /** The answer that is being written, which stays whatever happens to its question meanwhile. */
  draft: { id: number; text: string } | null = $state(null);
  /** How many questions wait, also while the panel is closed. */
  held = $state(0);
  /** Whether questions are taken, by the newest list or event; null before the first. */
  state: BoardState | null = $state(null);
  /** Whether the order stays, because the pointer is on the list: a click hits the question that it was aimed at. */
  #isHeld = false;
  #code = '';
  #seq = -1;

  /** Follows the board of this meeting from now on. */
  follow(code: string): void {
    if (code === this.#code) return;
    this.draft = null;
    [this.#code, this.#seq, this.board, this.problem, this.state, this.held] = [code, -1, null, null, null, 0];
  }

  /** Reads the board of a meeting. */
  async load(code: string): Promise<void> {
    this.follow(code);
    this.#apply(code, await ask<BoardShown>('GET', `/api/meetings/${code}/board`));
  }

  /** Applies a list that was read with other things. */
  apply(board: BoardShown): void {
    this.#apply(this.#code, { value: board });
  }

  /** Applies an event, which only has numbers; a shown list is read again. */
  async applyFrame({ join_code, seq, board, account }: BoardFrame): Promise<void> {
    if (join_code !== this.#code || seq <= this.#seq) return;
    [this.#seq, this.state, this.held] = [seq, board, account.held];
    if (this.isShown) await this.load(join_code);
  }

  /** Holds the order of the questions while votes come, or brings them into that of their votes. */
  holdOrder(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld && this.board) this.board = { ...this.board, questions: byVotes(this.board.questions) };
  }

  async setRules(patch: BoardPatch): Promise<boolean> {
    return !!(await this.#send(`/api/meetings/${this.#code}/board`, patch));
  }

  /** Changes a question; returns what undoes that, or null where it failed. Once somebody else has decided about the same question, it is
   *  not undone. */
  async change(question: HostQuestion, patch: QuestionPatch): Promise<(() => Promise<void>) | null> {
    const back = undoing(question, patch, this.board?.questions ?? []);
    const changed = await this.#patch({ id: question.id, patch });
    return changed && (() => this.#undo(back.map((change) => about(change, changed.questions))));
  }

  /** Shows all questions that wait, but for those that somebody else decides about meanwhile; returns what undoes that, or null where none
   *  is shown. */
  async showAll(): Promise<(() => Promise<void>) | null> {
    const back: Change[] = [];
    for (const { id, state, version } of this.board?.questions ?? []) {
      if (state !== 'held') continue;
      const shown = await this.#patch({ id, patch: { state: 'open', replaces: version } });
      if (shown) back.push(about({ id, patch: { state } }, shown.questions));
    }
    return back.length ? () => this.#undo(back) : null;
  }

  async #undo(changes: readonly Change[]): Promise<void> {
    for (const change of changes) if (!(await this.#patch(change))) return;
  }

  #patch({ id, patch }: Change): Promise<BoardShown | null> {
    return this.#send(`/api/questions/${id}`, patch);
  }

  /** Sends a change; returns the board after it, or null where it failed. */
  async #send(path: string, body: BoardPatch | QuestionPatch): Promise<BoardShown | null> {
    if (this.busy) return null;
    const code = this.#code;
    this.busy = true;
    const answer = await ask<BoardShown>('PATCH', path, body);
    this.busy = false;
    this.#apply(code, answer);
    return 'value' in answer ? answer.value : null;
  }

  /** An older list than the shown one is left out: two requests may be answered in any order. */
  #apply(code: string, answer: Answer<BoardShown>): void {
    if (code !== this.#code) return;
    this.problem = 'problem' in answer ? answer.problem : null;
    if (!('value' in answer) || answer.value.seq < (this.board?.seq ?? -1)) return;
    const { questions } = answer.value;
    const shown = this.#isHeld && this.board ? asShown(questions, this.board.questions) : questions;
    this.board = { ...answer.value, questions: shown };
    if (answer.value.seq < this.#seq) return;
    [this.#seq, this.state, this.held] = [answer.value.seq, answer.value.board, answer.value.account.held];
  }
}
