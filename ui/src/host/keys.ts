// What has the focus, and whether it has a use of its own for a key.

/** Keys that move the focus on purpose. */
const LEADING: readonly string[] = ['Tab', 'ArrowUp', 'ArrowDown'];

/**
 * How the focus came to where it is. Only a button that Tab has led to keeps Space for itself: a click, a script and a
 * dialog that closes move the focus too, and after them a presenter's remote has to find its keys.
 */
export class Lead {
  #key = '';
  #led = false;

  /** Whether a key has led the focus here, and no pointer has come since. */
  get led(): boolean {
    return this.#led;
  }

  pressed(key: string): void {
    this.#key = key;
  }

  pointed(): void {
    this.#key = '';
    this.#led = false;
  }

  moved(): void {
    this.#led = LEADING.includes(this.#key);
  }

  /** Follows a page for as long as it is there. */
  follow(page: EventTarget): void {
    const on: [string, (event: Event) => void][] = [
      ['keydown', (event) => this.pressed((event as KeyboardEvent).key)],
      ['pointerdown', () => this.pointed()],
      ['focusin', () => this.moved()],
    ];
    for (const [name, hear] of on) page.addEventListener(name, hear, true);
  }
}

/** `typing`: in a field; `onButton`: on something that Space presses. */
export function focus(element: Element | null): { typing: boolean; onButton: boolean } {
  return {
    typing: !!element?.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'),
    onButton: !!element?.closest('button, summary, input'),
  };
}

/** A list that was opened with the pointer has no use for keys once something was chosen in it. */
export function letGo(event: Event, lead: Lead): void {
  if (!lead.led && event.target instanceof HTMLSelectElement) event.target.blur();
}
