// The meeting as the remote sees it: read every second, and after every step.
import { ask, UNREACHABLE } from '../lib/http';
import type {
  Problem,
  RemoteNow,
  StageNow,
  Step,
  StepBody,
  StepConfirmation,
  StepDone,
  StepsNow,
} from '../lib/wire.gen';

/** Milliseconds between two reads. */
const READ_EVERY = 1000;
/** Milliseconds without an answer after which the address may have changed. */
const LOST_LONG = 15_000;
/** How long another step is ignored after one was taken, in milliseconds: a double tap is one tap. */
const REST = 600;

/** A refusal that the presenter can confirm, and the step that it refused. `from`: the state that the step was taken from; `question`:
 *  of the poll that it is about. */
export type Doubt = { code: 'would_reopen' | 'poll_still_open'; step: Step; from: string; question: string };

export class Remote {
  now: StepsNow | null = $state.raw(null);
  /** How many questions and texts wait for a moderator; null where there are none to decide about. */
  held: number | null = $state(null);
  /** What the console shows too, until it is confirmed. */
  number = $state('');
  isConnected = $state(false);
  /** Whether it has not been connected for so long that waiting alone may not help. */
  isLostLong = $state(false);
  /** Why this phone is no remote; null while it is one. */
  ended: Problem | null = $state.raw(null);
  /** The code of the refusal of the last step. */
  refused = $state('');
  doubt: Doubt | null = $state.raw(null);
  /** Whether a step is being sent, or was a moment ago. */
  isBusy = $state(false);
  /** Milliseconds by this device's clock at which the timer ends voting; null without one. */
  endsAt: number | null = $state(null);
  readonly #code: string;
  readonly #path: string;
  /** When the server answered last, by this device's clock. */
  #heardAt = performance.now();
  /** Counts the answers that were applied, so that a read that was begun before a step does not undo what it shows. */
  #applied = 0;

  constructor(code: string) {
    this.#code = code;
    this.#path = `/m/${code}/remote/step`;
  }

  /** Reads the state now and every second, while the page is visible. */
  follow(): () => void {
    const read = () => document.hidden || this.ended || void this.read();
    const timer = setInterval(read, READ_EVERY);
    document.addEventListener('visibilitychange', read);
    read();
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }

  async read(): Promise<void> {
    const applied = this.#applied;
    const answer = await ask<RemoteNow>('GET', this.#path);
    if (applied !== this.#applied) return;
    if ('problem' in answer) await this.#fail(answer.problem);
    else {
      [this.isConnected, this.number, this.held] = [true, answer.value.number, answer.value.held];
      this.#apply(answer.value.steps);
    }
  }

  /** Takes a step from the state that is shown: if another one was taken meanwhile, the server refuses it. */
  async take(step: Step): Promise<void> {
    if (this.now) await this.#send({ step, from: this.now.at });
  }

  /** Takes the step in doubt after all, from the state that it was refused in: what is confirmed is what was asked. */
  async confirm(confirm: StepConfirmation): Promise<void> {
    if (this.doubt) await this.#send({ step: this.doubt.step, from: this.doubt.from, confirm });
  }

  async #send(body: StepBody & { from: string }): Promise<void> {
    if (this.isBusy || !this.isConnected) return;
    [this.isBusy, this.refused, this.doubt] = [true, '', null];
    const [answer] = await Promise.all([
      ask<StepDone>('POST', this.#path, body),
      new Promise((rested) => setTimeout(rested, REST)),
    ]);
    this.isBusy = false;
    if ('value' in answer) return this.#apply(answer.value.now);
    await this.#refuse(answer.problem, body);
    await this.read();
  }

  #apply(now: StepsNow | null): void {
    this.#applied += 1;
    [this.#heardAt, this.isLostLong] = [performance.now(), false];
    this.now = now;
    if (this.doubt && this.doubt.from !== now?.at) [this.doubt, this.refused] = [null, 'step_passed'];
    const left = now?.poll?.closes_in ?? null;
    this.endsAt = left === null ? null : performance.now() + left;
  }

  async #refuse(problem: Problem, { step, from }: Pick<Doubt, 'step' | 'from'>): Promise<void> {
    const { code } = problem;
    if (code === 'would_reopen' || code === 'poll_still_open')
      this.doubt = { code, step, from, question: problem.question ?? this.now?.poll?.question ?? '' };
    else if (code === UNREACHABLE || problem.status === 403) await this.#fail(problem);
    else this.refused = code;
  }

  /** Leads no more, for this reason. The phones of a meeting end with it, and are no remotes then: the reason is the end. */
  async end(problem: Problem): Promise<void> {
    const stage = problem.status === 403 ? await ask<StageNow>('GET', `/m/${this.#code}/stage`) : null;
    const isOver = stage && 'value' in stage && stage.value.ended;
    this.ended = isOver ? { ...problem, code: 'meeting_ended' } : problem;
  }

  async #fail(problem: Problem): Promise<void> {
    const isEnd = problem.status === 403 || problem.code === 'meeting_ended' || problem.code === 'no_such_meeting';
    if (isEnd) return this.end(problem);
    this.isConnected = false;
    this.isLostLong = performance.now() - this.#heardAt > LOST_LONG;
  }
}
