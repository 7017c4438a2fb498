// How the bar leads the meeting: its buttons, and the keys that work in front of other programs.
import { confirmUnseen, type Doubt, type Outcome, takeUnseen } from '../lib/unseen-step';
import type { StepConfirmation } from '../lib/wire.gen';

/** How long another step is ignored after one was taken, in milliseconds: a double click is one click. */
const REST = 600;
/** How long the reason of a refusal is shown in the place of the address, in milliseconds. */
const REASON_SHOWN = 5000;

export class Lead {
  /** The step that has to be confirmed, which the bar asks. */
  doubt: Doubt | null = $state.raw(null);
  /** The code of the problem for which the last step was not taken, for a moment; empty where it was. */
  refused = $state('');
  /** Whether a step is being sent, or was a moment ago. */
  isBusy = $state(false);

  /** What the room saw when the bar was drawn last. */
  #position = '';
  /** Ends the display of a reason. */
  #reason: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly code: string) {}

  /** Drops what was asked once the room sees something else: votes and arrivals leave it. */
  follow(position: string): void {
    if (position !== this.#position) this.drop();
    this.#position = position;
  }

  /** Takes the step of a button or key. The key in doubt confirms when it is pressed again, and another step takes the doubt back. */
  async take(key: string, bars: boolean): Promise<void> {
    const { doubt } = this;
    if (doubt?.key === key) await this.confirm(doubt.code === 'would_reopen' ? 'reopen' : 'close');
    else if (doubt && (key === 'next' || key === 'back')) this.drop();
    else await this.#send(() => takeUnseen(this.code, key, bars));
  }

  async confirm(how: StepConfirmation): Promise<void> {
    const { doubt } = this;
    if (doubt) await this.#send(() => confirmUnseen(this.code, doubt, how));
  }

  drop(): void {
    [this.doubt, this.refused] = [null, ''];
  }

  #refuse(code: string): void {
    this.refused = code;
    clearTimeout(this.#reason);
    this.#reason = setTimeout(() => (this.refused = ''), REASON_SHOWN);
  }

  async #send(request: () => Promise<Outcome>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.drop();
    const outcome = await request();
    if (typeof outcome === 'string') this.#refuse(outcome);
    else this.doubt = outcome;
    setTimeout(() => (this.isBusy = false), REST);
  }
}
