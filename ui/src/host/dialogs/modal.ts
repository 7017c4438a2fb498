// Opens a dialog above the page, and notices its end.

/** Puts the caret of a field back to where it is now; null where the element has none. */
function caretOf(element: Element | null): (() => void) | null {
  if (!(element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)) return null;
  const { selectionStart: start, selectionEnd: end } = element;
  return start === null ? null : () => element.setSelectionRange(start, end);
}

/** A closed dialog gives the focus back to the field that had it, but Chromium not the caret: what is typed then would be lost. */
export function showModal(dialog: HTMLDialogElement): void {
  const field = document.activeElement;
  const restore = caretOf(field);
  if (restore) field?.addEventListener('focus', restore, { once: true });
  dialog.showModal();
}

/** Whether a dialog is still on the page when it says that it was closed. The browser sends that later, and a key that came between may
 *  have opened another dialog in its place. */
export const isOnPage = ({ currentTarget }: Event & { currentTarget: Element }): boolean => currentTarget.isConnected;
