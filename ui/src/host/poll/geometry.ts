// The layout of the chart's rows in the height available. All numbers are CSS pixels.

export type Shape = {
  /** Whether each row is one line: the label beside its bar instead of above it. */
  dense: boolean;
  /** The bar's thickness. */
  bar: number;
  /** The bar's distance below the middle of its row, which leaves space for the label. */
  off: number;
  /** Lines that a label may have. */
  lines: number;
  /** The smallest height of the whole chart; a lower container scrolls. */
  least: number;
  /** The largest height: else two options would be at the ends of the screen. */
  most: number;
};

const ROOMY = 68;
/** In a narrow window labels have two lines. */
const NARROW = 92;
const DENSE = 27;
/** A badge of full size with its margin. */
const UNLABELLED = 54;
const TALLEST = 128;
const LINE = 22;
const GAP = 7;

/** The layout of a rating: marks have no labels, so badge, bar and numbers share one line of any height. */
export function ratingGeometry(rows: number, height: number): Shape {
  const row = Math.max(DENSE, height / rows);
  const dense = row < UNLABELLED;
  const bar = Math.max(15, Math.min(dense ? 20 : 30, Math.round(row * 0.55)));
  return { dense, bar, off: 0, lines: 1, least: rows * DENSE, most: rows * ROOMY };
}

/** The layout of options. `height` and `width` are the container's, not the chart's, which the layout itself changes. */
export function geometry(rows: number, height: number, width: number): Shape {
  const narrow = width < 480;
  const dense = !narrow && (rows > 8 || (height > 0 && height / rows < ROOMY));
  if (dense) {
    const row = Math.max(DENSE, height / rows);
    return {
      dense,
      bar: Math.min(20, Math.round(row * 0.55)),
      off: 0,
      lines: 1,
      least: rows * DENSE,
      most: rows * ROOMY,
    };
  }
  const roomy = narrow ? NARROW : ROOMY;
  const row = Math.max(roomy, height / rows);
  const bar = Math.max(18, Math.min(36, Math.round(row * 0.34)));
  const lines = row - bar - GAP >= 2 * LINE + 8 ? 2 : 1;
  return { dense, bar, off: Math.round((LINE + GAP) / 2), lines, least: rows * roomy, most: rows * TALLEST };
}
