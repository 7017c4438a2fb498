// Finds the emptiest place of the wall: where a box covers no words, and as few bars as possible.

export type Box = { x: number; y: number; width: number; height: number };
export type Size = { width: number; height: number };

/** How many positions are tried in each direction. */
const STEPS = 32;

/** The area that two boxes share. */
export function shared(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The distance from the middle of a box to the nearest edge of one of `others`. */
function clearance(box: Box, others: readonly Box[]): number {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const distance = (other: Box) =>
    Math.hypot(
      Math.max(other.x - x, 0, x - other.x - other.width),
      Math.max(other.y - y, 0, y - other.y - other.height),
    );
  return Math.min(...others.map(distance));
}

/** Where a box of this size covers none of `words` in `area`: there it covers the least of `marks`, and is farthest from words. Null where
 *  there is no such place. */
export function place(size: Size, area: Box, words: readonly Box[], marks: readonly Box[]): Box | null {
  const [wide, high] = [area.width - size.width, area.height - size.height];
  if (wide < 0 || high < 0) return null;
  let best: { box: Box; covered: number; distance: number } | null = null;
  for (let at = 0; at < (STEPS + 1) ** 2; at += 1) {
    const [column, row] = [at % (STEPS + 1), Math.floor(at / (STEPS + 1))];
    const box = { x: area.x + (wide * column) / STEPS, y: area.y + (high * row) / STEPS, ...size };
    if (words.some((word) => shared(box, word) > 0)) continue;
    const covered = marks.reduce((sum, mark) => sum + shared(box, mark), 0);
    const distance = clearance(box, words);
    if (!best || covered < best.covered || (covered === best.covered && distance > best.distance))
      best = { box, covered, distance };
  }
  return best?.box ?? null;
}

/** The same at the first of these scales that has a place. */
export function placeLargest(size: Size, scales: readonly number[], area: Box, words: Box[], marks: Box[]) {
  for (const scale of scales) {
    const box = place({ width: size.width * scale, height: size.height * scale }, area, words, marks);
    if (box) return { box, scale };
  }
  return null;
}
