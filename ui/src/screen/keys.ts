// The projector's own keys: size and full screen. In the app's window the host's keys are forwarded to the console; in a browser tab
// they do nothing.
import { action, isForwarded } from '../lib/keys';

export type ViewAction = 'larger' | 'smaller' | 'usual' | 'full' | 'framed';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;
type Press = Parameters<typeof action>[0];

/** What a key changes on this page; null for all other keys. */
export function viewAction({ key, ctrlKey, metaKey, altKey }: Pressed): ViewAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === '+' || key === '=') return 'larger';
  if (key === '-' || key === '_') return 'smaller';
  if (key === '0') return 'usual';
  if (key === 'f' || key === 'F') return 'full';
  return key === 'Escape' ? 'framed' : null;
}

/** The step of the meeting that a key triggers; null for no step, and for the projector's own keys. */
export function step(press: Press): string | null {
  const wanted = viewAction(press) ? null : action(press, false, false);
  return isForwarded(wanted) ? wanted : null;
}

/** The smallest and the largest size of the whole view, and the step between two; 1 suits a distance of eight screen heights. */
const [MIN_SIZE, MAX_SIZE, SIZE_STEP] = [0.7, 1.6, 0.1];

/** The size after an action. */
export function resized(size: number, change: ViewAction): number {
  const next = { larger: size + SIZE_STEP, smaller: size - SIZE_STEP, usual: 1 }[change as 'larger'] ?? size;
  return Math.round(Math.min(MAX_SIZE, Math.max(MIN_SIZE, next)) * 10) / 10;
}
