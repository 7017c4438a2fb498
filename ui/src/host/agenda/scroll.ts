// Scrolling one list, and never the page around it, as `scrollIntoView` would.

/** How far a list has to scroll for a row of it to be seen, in CSS pixels; 0 where it is. */
export function distance(row: { top: number; bottom: number }, list: { top: number; bottom: number }): number {
  if (row.top < list.top) return row.top - list.top;
  return row.bottom > list.bottom ? Math.min(row.bottom - list.bottom, row.top - list.top) : 0;
}

/** Scrolls a list until a row of it is seen. */
export function show(row: Element, list: Element): void {
  list.scrollTop += distance(row.getBoundingClientRect(), list.getBoundingClientRect());
}
