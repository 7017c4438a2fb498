// The projector's timer: each message says how much time is left, and the page counts down from there.
import { clock } from '../lib/countdown.svelte';

/** Milliseconds by which two messages about the same end may differ because of the network. */
const JITTER_MS = 400;

/** When the timer ends, in milliseconds on the clock of `now`; the `previous` end where the new one differs by jitter alone; null
 *  without a timer. */
export function endOf(closesIn: number | null, now: number, previous: number | null): number | null {
  if (closesIn === null) return null;
  const end = now + closesIn;
  return previous !== null && Math.abs(previous - end) < JITTER_MS ? previous : end;
}

/** Milliseconds as `1:05`, `0:00` or `1:00:00`, rounded up to the next second. */
export const timeText = (left: number): string => clock(Math.max(0, Math.ceil(left / 1000)));
