// Moves the focus to the result of the voter's own action, which may have removed the element that had it, and scrolls there.

/** The element that the last action leads to, and where to scroll it, `center` by default. Each action sets a new object, so that the same
 *  action twice moves the focus twice. */
export type FocusTarget = { to: string; scroll?: ScrollLogicalPosition };

export function moveFocus(target: FocusTarget | null): void {
  const element = target && document.querySelector<HTMLElement>(target.to);
  element?.scrollIntoView({ block: target?.scroll ?? 'center' });
  element?.focus({ preventScroll: true });
}
