// Finds the emptiest place of the wall: where a box covers no words, and as few bars as possible.

/** `weight`: how much it matters that the box stays uncovered. */
export type Mark = Box & { weight: number };
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
export function place(size: Size, area: Box, words: readonly Box[], marks: readonly Mark[]): Box | null {
  const [wide, high] = [area.width - size.width, area.height - size.height];
  if (wide < 0 || high < 0) return null;
  let best: { box: Box; covered: number; distance: number } | null = null;
  for (let at = 0; at < (STEPS + 1) ** 2; at += 1) {
    const [column, row] = [at % (STEPS + 1), Math.floor(at / (STEPS + 1))];
    const box = { x: area.x + (wide * column) / STEPS, y: area.y + (high * row) / STEPS, ...size };
    if (words.some((word) => shared(box, word) > 0)) continue;
    const covered = marks.reduce((sum, mark) => sum + mark.weight * shared(box, mark), 0);
    const distance = clearance(box, words);
    if (!best || covered < best.covered || (covered === best.covered && distance > best.distance))
      best = { box, covered, distance };
  }
  return best?.box ?? null;
}

/** The part of a box that lies in another: a bar is as long as its track, and moved out of it. */
export function within(box: Box, around: Box): Box {
  const [x, y] = [Math.max(box.x, around.x), Math.max(box.y, around.y)];
  const right = Math.min(box.x + box.width, around.x + around.width);
  const bottom = Math.min(box.y + box.height, around.y + around.height);
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

/** The same at the first of these scales that has a place. */
export function placeLargest(size: Size, scales: readonly number[], area: Box, words: Box[], marks: Mark[]) {
  for (const scale of scales) {
    const box = place({ width: size.width * scale, height: size.height * scale }, area, words, marks);
    if (box) return { box, scale };
  }
  return null;
}
