// A poll while it is being typed: rows that grow, lists that are pasted, and what is sent in the end.
import { seen } from './lookalikes';

export const MOST_OPTIONS = 20;
const FEWEST_ROWS = 3;

export const filled = (rows: readonly string[]): string[] => rows.map((row) => row.trim()).filter(Boolean);

/** At least three rows, and always an empty one below the last that is filled. */
export function grown(rows: readonly string[]): string[] {
  let end = rows.length;
  while (end > 0 && !rows[end - 1]!.trim()) end--;
  const length = Math.min(MOST_OPTIONS, Math.max(FEWEST_ROWS, end + 1));
  return Array.from({ length }, (_, index) => rows[index] ?? '');
}

/** A pasted list as rows: blank lines dropped, bullets and numbering taken off; null when it is one line. */
export function lines(pasted: string): string[] | null {
  const rows = pasted.split(/\r\n|[\n\r\u2028\u2029]/);
  if (rows.length < 2) return null;
  return filled(rows.map((row) => row.replace(/^\s*(?:[-–*•]|\(?\d{1,2}[.)]|\(?[a-tA-T][.)])\s+/, '')));
}

/** Rows as far as there is room, and the texts that found none. */
export type Spread = { rows: string[]; rest: string[] };

export function spread(rows: readonly string[]): Spread {
  return { rows: grown(rows.slice(0, MOST_OPTIONS)), rest: filled(rows.slice(MOST_OPTIONS)) };
}

/** The pasted rows in place of row `index`, what stood below stays below. */
export const spliced = (rows: readonly string[], index: number, pasted: readonly string[]): Spread =>
  spread([...rows.slice(0, index), ...pasted, ...filled(rows.slice(index + 1))]);

/** The rows with as many of `rest` as there is room for. */
export const refilled = (rows: readonly string[], rest: readonly string[]): Spread =>
  spread([...filled(rows), ...rest]);

/** The rows that nobody can tell from an earlier one. */
export function duplicates(rows: readonly string[]): Set<number> {
  const earlier = new Set<string>();
  const twice = new Set<number>();
  rows.forEach((row, index) => {
    const text = seen(row);
    if (!text) return;
    if (earlier.has(text)) twice.add(index);
    earlier.add(text);
  });
  return twice;
}
