// Which key means what, and when a key is meant for something else. The keys of a presenter's remote are
// Page Down and Page Up.

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

/** `typing`: the focus is in a field; `onControl`: on a button, link or list, which has its own use for Space and arrows. */
export function action(press: Press, typing: boolean, onControl: boolean): Action | null {
  if (typing || press.defaultPrevented || press.repeat || press.altKey) return null;
  const { key } = press;
  if (press.ctrlKey || press.metaKey) return key.toLowerCase() === 'z' && !press.shiftKey ? 'undo' : null;
  if (onControl && (key === ' ' || key === 'ArrowRight' || key === 'ArrowLeft')) return null;
  // Caps Lock is not Shift.
  if (key.toLowerCase() === 't') return press.shiftKey ? 'more_time' : 'timer';
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** What has the focus, as `action` asks for it. */
export function focus(element: Element | null): { typing: boolean; onControl: boolean } {
  return {
    typing: !!element?.closest('input:not([type=checkbox]), textarea, [contenteditable]'),
    onControl: !!element?.closest('button, a[href], select, summary, input, [tabindex]'),
  };
}
