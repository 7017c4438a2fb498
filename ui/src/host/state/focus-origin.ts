// Whether the focused element needs a key for itself, so that the key is no step of the meeting.

/** Keys that move the focus on purpose. */
const FOCUS_KEYS: readonly string[] = ['Tab', 'ArrowUp', 'ArrowDown'];

/**
 * How the focus reached its element. Only a button that was reached by keyboard takes Space for itself: clicks, scripts and closing
 * dialogs move the focus too, and the keys of a presenter's remote have to work after them.
 */
export class FocusOrigin {
  #lastKey = '';
  #byKeyboard = false;

  /** Whether a key has moved the focus to its element, and no pointer was used since. */
  get byKeyboard(): boolean {
    return this.#byKeyboard;
  }

  onKey(key: string): void {
    this.#lastKey = key;
  }

  onPointer(): void {
    this.#lastKey = '';
    this.#byKeyboard = false;
  }

  onFocus(): void {
    this.#byKeyboard = FOCUS_KEYS.includes(this.#lastKey);
  }

  /** Listens to a page's events for as long as it is open. */
  listen(page: EventTarget): void {
    const listeners: [string, (event: Event) => void][] = [
      ['keydown', (event) => this.onKey((event as KeyboardEvent).key)],
      ['pointerdown', () => this.onPointer()],
      ['focusin', () => this.onFocus()],
    ];
    for (const [name, listener] of listeners) page.addEventListener(name, listener, true);
  }
}

/**
 * `typing`: in a field; `onButton`: on an element that Space presses. A drop-down list that was opened with a pointer needs no
 * keys after it was closed, whether an entry was chosen or not; while it is open, the browser sends keys to the list itself.
 */
export function describeFocus(element: Element | null, byKeyboard: boolean): { typing: boolean; onButton: boolean } {
  const field = 'input:not([type=checkbox], [type=radio]), textarea, [contenteditable]';
  return {
    typing: !!element?.closest(byKeyboard ? `${field}, select` : field),
    onButton: byKeyboard && !!element?.closest('button, summary, input'),
  };
}
