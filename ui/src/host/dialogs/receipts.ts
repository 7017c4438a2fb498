// Searching a list of receipts, which may be long.
import type { ReceiptRow } from '../../lib/wire.gen';

/** Rows on the screen at once; a search finds the others. */
export const MAX_ROWS = 300;

/** Typed text in the form of a receipt: capitals without spaces, with 0 and 1 for the letters O, I and L, which receipts lack. */
export const asReceipt = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/** The rows whose receipt contains the typed text; all rows for an empty one. */
export function matching(rows: ReceiptRow[], typed: string): ReceiptRow[] {
  const wanted = asReceipt(typed);
  if (!wanted) return typed.trim() ? [] : rows;
  return rows.filter(({ receipt }) => receipt.includes(wanted));
}
