// Which key triggers which step of a meeting: in the console, and in the projector's window of the app, which forwards them to the
// console. A presenter's remote sends Page Down and Page Up.

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

/** The step that a key triggers. `typing`: the focus is in a field; `onButton`: on a button that Space presses. */
export function action(press: Press, typing: boolean, onButton: boolean): Action | null {
  if (typing || press.defaultPrevented || press.repeat || press.altKey) return null;
  const { key } = press;
  if (press.ctrlKey || press.metaKey) return key.toLowerCase() === 'z' && !press.shiftKey ? 'undo' : null;
  if (onButton && key === ' ') return null;
  // By `shiftKey`, because Caps Lock makes a capital too.
  if (key.toLowerCase() === 't') return press.shiftKey ? 'more_time' : 'timer';
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** The steps that the projector's window of the app forwards: those of the meeting, not those of the console alone. */
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

/** Whether `name` is a step that the projector's window may forward. */
export const isForwarded = (name: unknown): name is Action => (FORWARDED as readonly unknown[]).includes(name);

/** The event by which the app's shell forwards a step to the console. */
export const FORWARDED_KEY = 'handsup-key';
