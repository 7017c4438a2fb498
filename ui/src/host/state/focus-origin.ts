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

/**
 * `typing`: in a field; `onButton`: on something that Space presses. A list of choices that a pointer has opened has no use for
 * keys once it is closed again, whether something was chosen in it or not: while it is open, keys go to the list itself.
 */
export function focus(element: Element | null, led: boolean): { typing: boolean; onButton: boolean } {
  const field = 'input:not([type=checkbox], [type=radio]), textarea, [contenteditable]';
  return {
    typing: !!element?.closest(led ? `${field}, select` : field),
    onButton: led && !!element?.closest('button, summary, input'),
  };
}
