// The order of options on one phone. It depends on the phone and the poll alone, so that a reload shows the same one.

/** FNV-1a of 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  // Its low bits alone would depend on the last character.
  sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return (sum ^ (sum >>> 13)) >>> 0;
}

/** The indices of `ids` in the order of this seed; in their own order without one. Letters stay with their index. */
export function order(ids: readonly number[], seed: string): number[] {
  const indices = ids.map((_, at) => at);
  if (!seed) return indices;
  const keys = ids.map((id) => hash(`${seed} ${id}`));
  return indices.sort((a, b) => keys[a]! - keys[b]! || a - b);
}
