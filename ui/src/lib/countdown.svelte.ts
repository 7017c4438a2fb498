// A timer on the server's clock: what is left is told with each snapshot, so a phone's own clock may be wrong.

/** Milliseconds between two looks at the clock. */
const TICK = 200;

export class Countdown {
  /** Whole seconds left, rounded up; null without a timer. */
  left: number | null = $state(null);
  #end = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  /** `closes_in` as a snapshot tells it, in milliseconds. */
  set(closesIn: number | null): void {
    clearInterval(this.#ticking);
    if (closesIn === null) {
      this.left = null;
      return;
    }
    this.#end = performance.now() + closesIn;
    this.#ticking = setInterval(() => this.#look(), TICK);
    this.#look();
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  #look(): void {
    const left = Math.max(0, Math.ceil((this.#end - performance.now()) / 1000));
    // Not read again from the state: an effect that sets the clock would run with every tick, and set it back.
    this.left = left;
    if (left === 0) clearInterval(this.#ticking);
  }
}

/** 75 is "1:15", 3675 is "1:01:15". */
export function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
