// How large a QR code has to be for the last row: about a tenth of the way to it.
export const FARTHEST = 100;

/** The width in metres for a room of this depth in metres; null for what is no room. */
export function width(depth: number): number | null {
  return depth >= 1 && depth <= FARTHEST ? Math.ceil(depth) / 10 : null;
}
