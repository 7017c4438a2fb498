// What a key does on the projector: its size and full screen, and nothing of the host's. The app's own window hands the
// host's keys on; a page in a browser has nobody to hand them to.
import { action, isForwarded } from '../lib/keys';

export type Wish = 'larger' | 'smaller' | 'usual' | 'full' | 'framed';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;
type Press = Parameters<typeof action>[0];

export function wish({ key, ctrlKey, metaKey, altKey }: Pressed): Wish | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === '+' || key === '=') return 'larger';
  if (key === '-' || key === '_') return 'smaller';
  if (key === '0') return 'usual';
  if (key === 'f' || key === 'F') return 'full';
  return key === 'Escape' ? 'framed' : null;
}

/** The step of the meeting that a key means; null where it means none, or something of this window's own. */
export function step(press: Press): string | null {
  const wanted = wish(press) ? null : action(press, false, false);
  return isForwarded(wanted) ? wanted : null;
}

/** Sizes of the whole picture, smallest to largest; 1 is made for a screen seen from its own height times eight. */
const [LEAST, MOST, STEP] = [0.7, 1.6, 0.1];

export function resized(size: number, wish: Wish): number {
  const next = { larger: size + STEP, smaller: size - STEP, usual: 1 }[wish as 'larger'] ?? size;
  return Math.round(Math.min(MOST, Math.max(LEAST, next)) * 10) / 10;
}
