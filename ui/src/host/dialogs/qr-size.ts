// How large a QR code has to be to be read from the last row: about a tenth of the distance.

/** The deepest room, in metres. */
export const MAX_DEPTH = 100;

/** The code's width in metres for a room of this depth in metres; null for a depth out of range. */
export function qrWidth(depth: number): number | null {
  return depth >= 1 && depth <= MAX_DEPTH ? Math.ceil(depth) / 10 : null;
}
