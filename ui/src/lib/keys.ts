// Which key leads a meeting where: at the console, and in the projector's window of the app, which hands them on. The keys
// of a presenter's remote are Page Down and Page Up.

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

/** `typing`: the focus is in a field; `pressing`: on a button that Tab has led to, which has its own use for Space. */
export function action(press: Press, typing: boolean, pressing: boolean): Action | null {
  if (typing || press.defaultPrevented || press.repeat || press.altKey) return null;
  const { key } = press;
  if (press.ctrlKey || press.metaKey) return key.toLowerCase() === 'z' && !press.shiftKey ? 'undo' : null;
  if (pressing && key === ' ') return null;
  // Caps Lock is not Shift.
  if (key.toLowerCase() === 't') return press.shiftKey ? 'more_time' : 'timer';
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** What the projector's window of the app may hand on: what leads the meeting, and nothing that only the console shows. */
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

export const isForwarded = (name: unknown): name is Action => (FORWARDED as readonly unknown[]).includes(name);

/** The event by which the app's shell tells the console which key was pressed in the projector's window. */
export const FORWARDED_KEY = 'handsup-key';
