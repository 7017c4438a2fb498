// A poll's timer: the server says how long is left, this screen counts from there.

/** Two messages about the same end differ by the network's mood; smaller differences are none. In milliseconds. */
const MOOD = 400;

/** The moment of the end on this computer's own clock; null without a timer. All in milliseconds. */
export function endOf(closesIn: number | null, now: number, known: number | null): number | null {
  if (closesIn === null) return null;
  const end = now + closesIn;
  return known !== null && Math.abs(known - end) < MOOD ? known : end;
}

/** `1:05`, `0:00`, `1:00:00`: a second that has begun counts. */
export function minutes(left: number): string {
  const all = Math.max(0, Math.ceil(left / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, mins] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours > 0 ? `${hours}:${two(mins)}:${two(all % 60)}` : `${mins}:${two(all % 60)}`;
}
