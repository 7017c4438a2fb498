// The rows of options in the composer: how many there are, how pasted lists fill them, and which texts are duplicates.
import { visibleText } from './lookalikes';

/** The server accepts no more. */
export const MAX_OPTIONS = 20;
const MIN_ROWS = 3;

/** The texts of the rows that are not blank, trimmed. */
export const filled = (rows: readonly string[]): string[] => rows.map((row) => row.trim()).filter(Boolean);

/** The rows with one empty row below the last filled one; at least three, at most twenty. */
export function withEmptyRow(rows: readonly string[]): string[] {
  let end = rows.length;
  while (end > 0 && !rows[end - 1]!.trim()) end--;
  const length = Math.min(MAX_OPTIONS, Math.max(MIN_ROWS, end + 1));
  return Array.from({ length }, (_, index) => rows[index] ?? '');
}

const BULLET = /^\s*[-–*•]\s+/;
const NUMBER = /^\s*\(?(\d{1,2}|[a-tA-T])[.)]\s+/;

/** The place that a number or a letter counts, from 1. */
const counted = (mark: string): number => Number(mark) || mark.toLowerCase().charCodeAt(0) - 96;

/** The lines of a pasted list without blank lines, bullets and numbering; null for a single line. Numbers that do not count from 1
 *  are no numbering: "12. May" and "J. Smith" stay as they are. */
export function parseList(pasted: string): string[] | null {
  const lines = pasted.split(/\r\n|[\n\r\u2028\u2029]/);
  if (lines.length < 2) return null;
  const rows = filled(lines);
  const marks = rows.flatMap((row) => NUMBER.exec(row)?.[1] ?? []);
  const isNumbered = marks.every((mark, at) => counted(mark) === at + 1);
  return filled(rows.map((row) => row.replace(BULLET, '').replace(isNumbered ? NUMBER : '', '')));
}

/** Rows up to the maximum, and the texts beyond it. */
export type FittedRows = { rows: string[]; rest: string[] };

export function fitRows(rows: readonly string[]): FittedRows {
  return { rows: withEmptyRow(rows.slice(0, MAX_OPTIONS)), rest: filled(rows.slice(MAX_OPTIONS)) };
}

/** The rows with `pasted` in place of row `index`; the rows below move down. */
export const insertRows = (rows: readonly string[], index: number, pasted: readonly string[]): FittedRows =>
  fitRows([...rows.slice(0, index), ...pasted, ...filled(rows.slice(index + 1))]);

/** The filled rows, followed by as many of `rest` as fit. */
export const refillRows = (rows: readonly string[], rest: readonly string[]): FittedRows =>
  fitRows([...filled(rows), ...rest]);

/** The indices of the rows that look the same as an earlier one. */
export function duplicates(rows: readonly string[]): Set<number> {
  const earlier = new Set<string>();
  const indices = new Set<number>();
  rows.forEach((row, index) => {
    const text = visibleText(row);
    if (!text) return;
    if (earlier.has(text)) indices.add(index);
    earlier.add(text);
  });
  return indices;
}
