// The rows of a moderated list, among which keys move the focus.

const rows = (list: Element): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-row]')];

/** The row that contains an element. */
export const rowOf = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>('[data-row]') ?? null;

/** The row so many rows after another one; without that one, the first row. */
export function rowBeside(list: Element, row: HTMLElement | null, by: number): HTMLElement | undefined {
  const all = rows(list);
  return row ? all[all.indexOf(row) + by] : all[0];
}

/** A key, where it is pressed without another one: letters small, also with Caps Lock. */
export function plainKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string | null {
  if (ctrlKey || metaKey || altKey) return null;
  return key.length === 1 ? key.toLowerCase() : key;
}
