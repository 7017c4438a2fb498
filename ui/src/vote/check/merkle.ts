// The root that a leaf and its path lead to, in a Merkle tree as RFC 6962, section 2.1, has it.
import { sha256 } from './sha256';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The root; null where the path does not fit a tree of `size` leaves. `path`: from the leaf upwards. */
export function rootOfPath(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Uint8Array | null {
  if (size === 1 && !path.length) return index === 0 ? sha256(LEAF, leaf) : null;
  const beside = path[path.length - 1];
  if (!(size > 1) || !beside) return null;
  const left = leftOf(size);
  const isLeft = index < left;
  const below = isLeft
    ? rootOfPath(leaf, index, left, path.slice(0, -1))
    : rootOfPath(leaf, index - left, size - left, path.slice(0, -1));
  return below && (isLeft ? sha256(NODE, below, beside) : sha256(NODE, beside, below));
}

/** The number of leaves on the left: the largest power of two below `size`. */
function leftOf(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}
