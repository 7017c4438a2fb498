// The projector's timer: each message says how much time is left, and the page counts down from there.

/** Milliseconds by which two messages about the same end may differ because of the network. */
const JITTER = 400;

/** When the timer ends, on the clock of `now`; the `known` end where it differs by jitter alone; null without a timer. In milliseconds. */
export function endOf(closesIn: number | null, now: number, known: number | null): number | null {
  if (closesIn === null) return null;
  const end = now + closesIn;
  return known !== null && Math.abs(known - end) < JITTER ? known : end;
}

/** `1:05`, `0:00`, `1:00:00`, rounded up to the next second. */
export function minutes(left: number): string {
  const all = Math.max(0, Math.ceil(left / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, mins] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours > 0 ? `${hours}:${two(mins)}:${two(all % 60)}` : `${mins}:${two(all % 60)}`;
}
