// How the chart's rows share the height there is. All figures are CSS pixels.

export type Shape = {
  /** One line a row, and small: a label stands beside its bar instead of above it. */
  dense: boolean;
  /** The bar's thickness. */
  bar: number;
  /** How far the bar stands below the middle of its row, to leave room for the label. */
  off: number;
  /** Lines a label may take. */
  lines: number;
  /** The least height of the whole chart; a lower place scrolls. */
  least: number;
  /** The most height: two options do not stand at the ends of the screen. */
  most: number;
};

const ROOMY = 68;
/** A narrow label needs its second line. */
const NARROW = 92;
const DENSE = 27;
/** A badge of the usual size, and air around it. */
const UNLABELLED = 54;
const TALLEST = 128;
const LINE = 22;
const GAP = 7;

/** The marks of a rating have no labels: their badges, bars and figures stand on one line, however high it is. */
export function ratingGeometry(rows: number, height: number): Shape {
  const row = Math.max(DENSE, height / rows);
  const dense = row < UNLABELLED;
  const bar = Math.max(15, Math.min(dense ? 20 : 30, Math.round(row * 0.55)));
  return { dense, bar, off: 0, lines: 1, least: rows * DENSE, most: rows * ROOMY };
}

/** `height` and `width` of the place that the chart has, not of the chart: what does not fit would hold itself up. */
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
