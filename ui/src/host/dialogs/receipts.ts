// Looking for a receipt in a list that may be long.
import type { ReceiptRow } from '../../lib/wire.gen';

/** Rows on the screen at once; a search finds the others. */
export const MOST = 300;

/** What somebody typed, as receipts are written: in capitals, without spaces, and never with the letters O, I and L. */
export const asReceipt = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/** The rows whose receipt contains what was typed; all while nothing is. */
export function matching(rows: ReceiptRow[], typed: string): ReceiptRow[] {
  const wanted = asReceipt(typed);
  if (!wanted) return typed.trim() ? [] : rows;
  return rows.filter(({ receipt }) => receipt.includes(wanted));
}
