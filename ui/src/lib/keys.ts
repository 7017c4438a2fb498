// Which key triggers which action: in the console, and in the projector's window of the app, which forwards those that are steps of
// the meeting to the console. A presenter's remote sends Page Down and Page Up.

export type Action =
  | 'next'
  | 'back'
  | 'open'
  | 'reveal'
  | 'answer'
  | 'timer'
  | 'more_time'
  | 'again'
  | 'new'
  | 'qr'
  | 'blank'
  | 'projector'
  | 'counts'
  | 'undo'
  | 'palette'
  | 'help';

const KEYS: Record<string, Action> = {
  ' ': 'next',
  ArrowRight: 'next',
  PageDown: 'next',
  ArrowLeft: 'back',
  PageUp: 'back',
  o: 'open',
  r: 'reveal',
  c: 'answer',
  t: 'timer',
  n: 'again',
  a: 'new',
  q: 'qr',
  b: 'blank',
  f: 'projector',
  h: 'counts',
  '?': 'help',
};

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'defaultPrevented'>;

/** The action that a key triggers; null for other keys. `typing`: the focus is in a field; `onButton`: on a button that Space
 *  presses. */
export function action(press: Press, typing: boolean, onButton: boolean): Action | null {
  if (press.defaultPrevented || press.repeat || press.altKey) return null;
  const { key } = press;
  const withControl = (press.ctrlKey || press.metaKey) && !press.shiftKey ? key.toLowerCase() : null;
  // No field needs this one for itself.
  if (withControl === 'k') return 'palette';
  if (typing) return null;
  if (press.ctrlKey || press.metaKey) return withControl === 'z' ? 'undo' : null;
  if (onButton && key === ' ') return null;
  // By `shiftKey`, because Caps Lock makes a capital too.
  if (key.toLowerCase() === 't') return press.shiftKey ? 'more_time' : 'timer';
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** The actions that the projector's window of the app forwards: steps of the meeting, not what concerns the console alone. */
const FORWARDED: readonly Action[] = [
  'next',
  'back',
  'open',
  'reveal',
  'answer',
  'timer',
  'more_time',
  'again',
  'qr',
  'blank',
  'undo',
];

/** Whether `name` is an action that the projector's window may forward. */
export const isForwarded = (name: unknown): name is Action => (FORWARDED as readonly unknown[]).includes(name);

/** The event by which the app's shell forwards an action to the console. */
export const FORWARDED_KEY = 'handsup-key';
