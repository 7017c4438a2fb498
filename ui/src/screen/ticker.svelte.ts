// A number that ticks: of phones that arrive, or of votes. Those that follow each other faster than a room can watch share one tick.

/** Milliseconds between two ticks: five a second. */
const TICK_MS = 200;
/** How many phones are dots. */
const DOTS = 200;
/** How many of them are large dots: three rows of twenty are as high as five of forty. */
const LARGE_DOTS = 60;

export class Ticker {
  /** The shown number. */
  shown = $state(0);
  /** The number that was shown at first, without a tick. */
  readonly first: number;
  #ticked = -TICK_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    start: number,
    private readonly now = () => performance.now(),
  ) {
    this.shown = this.first = start;
  }

  /** Shows another number: a smaller one at once, a larger one with the next tick. */
  follow(next: number): void {
    clearTimeout(this.#timer);
    const rest = next > this.shown ? this.#ticked + TICK_MS - this.now() : 0;
    if (rest > 0) this.#timer = setTimeout(() => this.#show(next), rest);
    else this.#show(next);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #show(next: number): void {
    if (next > this.shown) this.#ticked = this.now();
    this.shown = next;
  }
}

/** How many dots there are for a number of phones, whether they are large, and how many phones have none. */
export function dots(phones: number): { dots: number; large: boolean; more: number } {
  return { dots: Math.min(phones, DOTS), large: phones <= LARGE_DOTS, more: Math.max(0, phones - DOTS) };
}
