// The layout of the chart's rows in the height available. All numbers are CSS pixels.

export type Shape = {
  /** Whether each row is one line: the label beside its bar instead of above it. */
  dense: boolean;
  /** The bar's thickness. */
  bar: number;
  /** The bar's distance below the middle of its row, which leaves space for the label. */
  offset: number;
  /** Lines that a label may have. */
  lines: number;
  /** The smallest height of the whole chart; a lower container scrolls. */
  minHeight: number;
  /** The largest height: else two options would be at the ends of the screen. */
  maxHeight: number;
};

/** The smallest height of a row with the label above its bar. */
const ROW = 68;
/** The same in a narrow window, where labels have two lines. */
const NARROW_ROW = 92;
/** The smallest height of a row of one line. */
const DENSE_ROW = 27;
/** The largest height of any row. */
const MAX_ROW = 128;
const LABEL_LINE = 22;
const LABEL_GAP = 7;

/** The layout of options. `height` and `width` are the container's, not the chart's, which the layout itself changes. */
export function geometry(rows: number, height: number, width: number): Shape {
  const narrow = width < 480;
  const dense = !narrow && (rows > 8 || (height > 0 && height / rows < ROW));
  if (dense) {
    const row = Math.max(DENSE_ROW, height / rows);
    return {
      dense,
      bar: Math.min(20, Math.round(row * 0.55)),
      offset: 0,
      lines: 1,
      minHeight: rows * DENSE_ROW,
      maxHeight: rows * ROW,
    };
  }
  const minRow = narrow ? NARROW_ROW : ROW;
  const row = Math.max(minRow, height / rows);
  const bar = Math.max(18, Math.min(36, Math.round(row * 0.34)));
  const lines = row - bar - LABEL_GAP >= 2 * LABEL_LINE + 8 ? 2 : 1;
  return {
    dense,
    bar,
    offset: Math.round((LABEL_LINE + LABEL_GAP) / 2),
    lines,
    minHeight: rows * minRow,
    maxHeight: rows * MAX_ROW,
  };
}
