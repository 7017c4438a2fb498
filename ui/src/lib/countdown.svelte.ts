// Counts down a poll's timer. Each snapshot says how much time is left, so the phone's own clock may be wrong.

/** Milliseconds between two updates. */
const TICK = 200;

export class Countdown {
  /** Whole seconds left, rounded up; null without a timer. */
  left: number | null = $state(null);
  #end = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  /** Starts at a snapshot's `closes_in`, in milliseconds; null stops. */
  set(closesIn: number | null): void {
    clearInterval(this.#ticking);
    if (closesIn === null) {
      this.left = null;
      return;
    }
    this.#end = performance.now() + closesIn;
    this.#ticking = setInterval(() => this.#update(), TICK);
    this.#update();
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  #update(): void {
    const left = Math.max(0, Math.ceil((this.#end - performance.now()) / 1000));
    // `this.left` is only written here: an effect that calls `set` and read it would run again at every tick.
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
