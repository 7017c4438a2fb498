// The wall's countdown: small, then large, then a digit that owns the screen, then the word that the time is up.

/** Milliseconds before the end from which on it is large, and from which on a digit is over the emptiest place. */
const [LARGE_MS, LAST_MS] = [10_000, 5_000];
/** How long the end is shown, in milliseconds. */
const OVER_MS = 1200;
/** The server closes a poll at its end by its own clock: the message may arrive this much before the end of ours. */
const EARLY_MS = 600;

export type Phase = 'none' | 'small' | 'large' | 'last' | 'over';

/** The phase at a number of milliseconds before the end. */
export const phaseAt = (left: number): Phase =>
  left > LARGE_MS ? 'small' : left > LAST_MS ? 'large' : left > 0 ? 'last' : left > -OVER_MS ? 'over' : 'none';

export class Countdown {
  /** Milliseconds left; 0 once it has ended. */
  left = $state(0);
  phase: Phase = $state('none');
  #end: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly now = () => performance.now()) {}

  /** Counts down to another end, in milliseconds on the clock of `now`; null where the poll has none, or none any more. */
  follow(end: number | null): void {
    const rest = (this.#end ?? 0) - this.now();
    const isUp = end === null && this.#end !== null && rest <= EARLY_MS && rest > -OVER_MS;
    this.#end = isUp ? Math.min(this.#end!, this.now()) : end;
    this.#tick();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    if (this.#end === null) {
      this.phase = 'none';
      return;
    }
    const left = this.#end - this.now();
    this.left = Math.max(0, left);
    this.phase = phaseAt(left);
    if (this.phase === 'none') this.#end = null;
    // The next update is when the shown second has passed, or when the end has been shown.
    else this.#timer = setTimeout(() => this.#tick(), left > 0 ? (left % 1000) + 5 : OVER_MS + left + 5);
  }
}
