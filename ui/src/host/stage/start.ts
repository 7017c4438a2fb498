// The times at which a meeting may be announced to start.

/** Minutes from now. */
export const MINUTES = [2, 5, 10, 15, 30];

const [STEP_MS, COUNT] = [5 * 60_000, 12];

/** The full five minutes of the next hour, in milliseconds since 1970; the first of them is more than a minute away. */
export function nextTimes(now: number): number[] {
  const first = (Math.floor((now + 60_000) / STEP_MS) + 1) * STEP_MS;
  return Array.from({ length: COUNT }, (_, at) => first + at * STEP_MS);
}
