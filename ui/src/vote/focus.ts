// Moves the focus where the element that had it is gone: to the result of the voter's own action, scrolled into view.

/** The element that the last action leads to. Each action sets a new object, so that the same action twice moves the focus twice. */
export type FocusTarget = { to: '.counted h2' | '.notice' | '.opt input:checked' };

export function moveFocus(target: FocusTarget | null): void {
  const element = target && document.querySelector<HTMLElement>(target.to);
  element?.scrollIntoView({ block: 'center' });
  element?.focus({ preventScroll: true });
}
