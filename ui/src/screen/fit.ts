// Makes texts of any length as large as the screen allows. It measures the browser's own layout, so that every script and emoji
// counts with its real size.

/** The precision of the search, in units of the size. */
const PRECISION = 0.02;

/** The largest size from `least` to `most` that fits, found by bisection; `least` where none does. `fits` is called with it last. */
export function largest(least: number, most: number, fits: (size: number) => boolean): number {
  if (fits(most)) return most;
  let [fitting, tooLarge] = [least, most];
  while (tooLarge - fitting > PRECISION) {
    const middle = (fitting + tooLarge) / 2;
    if (fits(middle)) fitting = middle;
    else tooLarge = middle;
  }
  fits(fitting);
  return fitting;
}

export type Shape = {
  /** Rows of one column. */
  rows: number;
  /** Whether there are two columns: more than ten rows would be too small to read from the last row of seats. */
  two: boolean;
  /** The largest type of an option, in rem (1/56.25 of the screen's height). */
  maxOptionRem: number;
  /** The share of the screen's height that the question may take. */
  questionShare: number;
};

/** The most options in one column. */
const MAX_ROWS = 10;

/** The layout of a poll with this number of options: the rows of a column have 15 rem of type together. */
export function shape(options: number): Shape {
  const two = options > MAX_ROWS;
  const rows = two ? Math.ceil(options / 2) : options;
  return { rows, two, maxOptionRem: Math.min(rows > 2 ? 2.5 : 3, 15 / rows), questionShare: rows > 7 ? 0.24 : 0.34 };
}

/** The classes of a list with this layout. */
export const columns = ({ two, rows }: Shape): string => (two ? `two r${rows}` : '');

/** The smallest type of an option, in rem. */
const MIN_OPTION_REM = 0.8;
/** The smallest and the largest type of the question. */
const QUESTION_REM = { least: 1, most: 3.4 };
/** Lines of a label. Where even the smallest type is too large, labels end in an ellipsis after the first of these numbers of lines
 *  that fits; phones show the whole text. */
const LABEL_LINES = [3, 2, 1];
/** A long question's share of the height is reduced in these steps, until the options' type has at least `BALANCE` of its size. */
const QUESTION_STEPS = [1, 0.8, 0.65];
const BALANCE = 0.55;

/** Smaller differences are rounding, in CSS pixels. */
const TOLERANCE = 1;

/** Whether `inner` overflows `outer`. It compares boxes, whose height is the line height. `scrollHeight` would count letters of a
 *  tall font too, which overflow their own line without needing space. */
const isOutside = (inner: DOMRect, outer: DOMRect): boolean =>
  inner.bottom > outer.bottom + TOLERANCE ||
  inner.top < outer.top - TOLERANCE ||
  inner.right > outer.right + TOLERANCE ||
  inner.left < outer.left - TOLERANCE;

const isTooWide = (box: Element): boolean => box.scrollWidth > box.clientWidth + TOLERANCE;

/** Whether one of `boxes` overflows `around`, or the content of one overflows it sideways. */
const overflow = (boxes: readonly Element[], around: DOMRect): boolean =>
  boxes.some((box) => isTooWide(box) || isOutside(box.getBoundingClientRect(), around));

/** Fits a poll: its question first, then its options into what is left. Returns the size of the options' type, in rem. */
export function fitPoll(main: HTMLElement, { maxOptionRem, questionShare }: Shape): number {
  const [heading, list] = [main.querySelector('h1'), main.querySelector<HTMLElement>('.options, .fits')];
  if (!heading || !list) return maxOptionRem;
  const set = (name: string, size: number) => main.style.setProperty(name, `${size}rem`);
  const overflows = () => overflow([...list.children], list.getBoundingClientRect());
  list.classList.remove('cut');
  // A larger `--size` enlarges type where there is space; the smallest type stays the same.
  const zoom = Number(getComputedStyle(main).getPropertyValue('--size')) || 1;
  const least = MIN_OPTION_REM / zoom;
  let size = least;
  for (const part of QUESTION_STEPS) {
    const questionSize = largest(QUESTION_REM.least / zoom, QUESTION_REM.most, (size) => {
      set('--ask', size);
      return (
        heading.offsetHeight <= main.clientHeight * questionShare * part &&
        heading.scrollWidth <= heading.clientWidth + 1
      );
    });
    size = largest(least, maxOptionRem, (size) => {
      set('--opt', size);
      return !overflows();
    });
    if (size >= questionSize * BALANCE) break;
  }
  if (size > least || !overflows()) return size;
  list.classList.add('cut');
  LABEL_LINES.find((lines) => {
    list.style.setProperty('--lines', String(lines));
    return !overflows();
  });
  return size;
}

/** The content box of an element. */
function contentBox(element: HTMLElement): DOMRect {
  const { x, y, width, height } = element.getBoundingClientRect();
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(element);
  const [left, top] = [parseFloat(paddingLeft), parseFloat(paddingTop)];
  return new DOMRect(
    x + left,
    y + top,
    width - left - parseFloat(paddingRight),
    height - top - parseFloat(paddingBottom),
  );
}

/** Inline elements are not measured: their box is as high as the font's letters, not as the line. */
const isBlock = (element: Element): boolean => getComputedStyle(element).display !== 'inline';

/** Fits any other view, with one factor for all its type: every part into the view, and the content of each part into it. */
export function fitPlain(main: HTMLElement): void {
  const parts = [...main.children].map((part) => ({ part, boxes: [...part.querySelectorAll('*')].filter(isBlock) }));
  const around = contentBox(main);
  largest(0.3, 1, (size) => {
    main.style.setProperty('--fit', String(size));
    return !parts.some(({ part, boxes }) => overflow([part], around) || overflow(boxes, part.getBoundingClientRect()));
  });
}
