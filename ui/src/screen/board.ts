// Which questions the projector shows, and when it reads them again.
import { ask } from '../lib/http';
import type { BoardFrame, BoardPage, ShownQuestion } from '../lib/wire.gen';

/** How many of the questions with the most votes are shown, and how many pinned ones. */
const [MOST, MOST_PINNED] = [5, 3];

/** Milliseconds until a read that failed is repeated. */
const RETRY_MS = 3000;

/** Those of most votes first, of equal ones the older. */
const byVotes = (a: ShownQuestion, b: ShownQuestion) => b.votes - a.votes || a.id - b.id;

/** The pinned questions, else those with the most votes. */
export function questionsShown(questions: readonly ShownQuestion[]): ShownQuestion[] {
  const of = (wanted: ShownQuestion['state']) => questions.filter(({ state }) => state === wanted).sort(byVotes);
  const pinned = of('pinned').slice(0, MOST_PINNED);
  return pinned.length ? pinned : of('open').slice(0, MOST);
}

/** A board after an event; null where it has to be read again. A page has those of most votes: another one may have come up. */
export function withVotes(board: BoardPage, frame: BoardFrame): BoardPage | null {
  const votes = new Map(frame.votes);
  const known = new Set(board.questions.map(({ id }) => id));
  if (frame.changed || [...votes.keys()].some((id) => !known.has(id))) return null;
  const questions = board.questions.map((question) => ({
    ...question,
    votes: votes.get(question.id) ?? question.votes,
  }));
  return { ...board, seq: frame.seq, board: frame.board, account: frame.account, questions };
}

/** Reads the boards of meetings: one read at a time, and once more where another one was wanted meanwhile. */
export class BoardReader {
  #isReading = false;
  #isWanted = false;

  constructor(
    private readonly code: string,
    private readonly onread: (page: BoardPage) => void,
  ) {}

  async read(): Promise<void> {
    this.#isWanted = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      const answer = await ask<BoardPage>('GET', `/m/${this.code}/questions`);
      if ('value' in answer) this.onread(answer.value);
      else await this.#rest();
    }
    this.#isReading = false;
  }

  async #rest(): Promise<void> {
    this.#isWanted = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
