// Tells taps and clicks from keys and screen readers, for forms in which a tap does more.
import type { Action } from 'svelte/action';

/** Screen readers that press for their user make pointer events without a size, or none at all. */
const isTouch = ({ width, height }: PointerEvent): boolean => width + height > 0;

export class Taps {
  /** Whether the event that is handled now comes from a finger, a pen or a mouse. */
  isTap = false;

  /** Watches the events inside of an element. */
  readonly watch: Action<HTMLElement> = (element) => {
    const on = <K extends keyof HTMLElementEventMap>(type: K, listen: (event: HTMLElementEventMap[K]) => unknown) =>
      element.addEventListener(type, listen, true);
    const end = () => (this.isTap = false);
    on('pointerdown', (event) => (this.isTap = isTouch(event)));
    on('pointercancel', end);
    on('keydown', end);
    // A field changes after the click, before anything else can happen.
    on('click', () => setTimeout(end));
  };
}
