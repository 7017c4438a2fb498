// Counts down a poll's timer. Each snapshot says how much time is left, so the phone's own clock may be wrong.

/** Milliseconds between two updates. */
const TICK_MS = 200;

export class Countdown {
  /** Whole seconds left, rounded up; null without a timer. */
  left: number | null = $state(null);
  #end = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Starts at a snapshot's `closes_in`, in milliseconds; null stops. */
  set(closesIn: number | null): void {
    clearInterval(this.#timer);
    if (closesIn === null) {
      this.left = null;
      return;
    }
    this.#end = performance.now() + closesIn;
    this.#timer = setInterval(() => this.#update(), TICK_MS);
    this.#update();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #update(): void {
    const left = Math.max(0, Math.ceil((this.#end - performance.now()) / 1000));
    // Writes `this.left` without reading it: an effect that calls `set` would otherwise depend on it and run at every tick.
    this.left = left;
    if (left === 0) clearInterval(this.#timer);
  }
}

/** 75 is "1:15", 3675 is "1:01:15". */
export function clock(seconds: number): string {
  const twoDigits = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = twoDigits(seconds % 60);
  return hours ? `${hours}:${twoDigits(minutes)}:${end}` : `${minutes}:${end}`;
}
