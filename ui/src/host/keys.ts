// Which key means what, and when a key is meant for something else.

export type Action = 'next' | 'open' | 'reveal' | 'new' | 'counts' | 'qr' | 'help';

const KEYS: Record<string, Action> = {
  ' ': 'next',
  ArrowRight: 'next',
  PageDown: 'next',
  o: 'open',
  r: 'reveal',
  n: 'new',
  h: 'counts',
  q: 'qr',
  '?': 'help',
};

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented'>;

/** `typing`: the focus is in a field; `onControl`: on a button, link or list, which has its own use for Space and arrows. */
export function action(press: Press, typing: boolean, onControl: boolean): Action | null {
  if (typing || press.defaultPrevented || press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (onControl && (press.key === ' ' || press.key === 'ArrowRight')) return null;
  return KEYS[press.key.length === 1 ? press.key.toLowerCase() : press.key] ?? null;
}

/** What has the focus, as `action` asks for it. */
export function focus(element: Element | null): { typing: boolean; onControl: boolean } {
  return {
    typing: !!element?.closest('input:not([type=checkbox]), textarea, [contenteditable]'),
    onControl: !!element?.closest('button, a[href], select, summary, input, [tabindex]'),
  };
}
