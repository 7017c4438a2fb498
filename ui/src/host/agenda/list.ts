// The list of polls: moving an entry, and scrolling the list alone, where `scrollIntoView` would scroll the page too.

/** The list with the entry at `from` moved to `to`; the others keep their order. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, to), list[from]!, ...others.slice(to)];
}

type Edges = { top: number; bottom: number };

/** How far a list has to scroll to make a row visible, in CSS pixels; 0 if the row is visible already. A row higher than the list
 *  is scrolled until its top is at the top of the list. */
export function scrollDistance(row: Edges, list: Edges): number {
  if (row.top < list.top) return row.top - list.top;
  return row.bottom > list.bottom ? Math.min(row.bottom - list.bottom, row.top - list.top) : 0;
}

/** Scrolls a list until a row is visible. */
export function scrollToRow(row: Element, list: Element): void {
  list.scrollTop += scrollDistance(row.getBoundingClientRect(), list.getBoundingClientRect());
}
