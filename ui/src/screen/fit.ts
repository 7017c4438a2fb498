// Makes texts of any length as large as the screen allows. It measures the browser's own layout, so that every script and emoji
// counts with its real size.

import { atRest } from './motion';

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
  /** Whether there are two columns: more rows would be too small to read from the last row of seats. */
  two: boolean;
  /** The largest type of an option, in rem (1/56.25 of the screen's height). */
  maxOptionRem: number;
  /** The largest type of the question, in rem. */
  maxQuestionRem: number;
  /** The share of the screen's height that the question may take. */
  questionShare: number;
  /** The thickness of a bar, in rem; bars are thinner only where very long texts need their space. */
  barRem: number;
};

/** The most options in one column. */
const MAX_ROWS = 8;

/** Type and bars by the most rows that they are for. Few options grow, so that they fill the height. */
const SIZES = [
  { rows: 2, maxOptionRem: 4, barRem: 5.6 },
  { rows: 3, maxOptionRem: 3.1, barRem: 4 },
  { rows: 4, maxOptionRem: 2.6, barRem: 3 },
  { rows: 6, maxOptionRem: 2.1, barRem: 2.35 },
  { rows: 10, maxOptionRem: 1.85, barRem: 1.75 },
];
/** A bar in two columns: labels have half the width, and so more lines. */
const BAR_OF_TWO_REM = 0.75;

/** The layout of a poll with this number of options. */
export function shape(options: number): Shape {
  const two = options > MAX_ROWS;
  const rows = two ? Math.ceil(options / 2) : options;
  const size = SIZES.find((size) => rows <= size.rows) ?? SIZES[SIZES.length - 1]!;
  return {
    rows,
    two,
    maxOptionRem: size.maxOptionRem,
    maxQuestionRem: options > 4 ? 3.4 : 4.2,
    questionShare: rows > 6 ? 0.24 : 0.34,
    barRem: two ? BAR_OF_TWO_REM : size.barRem,
  };
}

/** The classes of a list with this layout. */
export const columns = ({ two, rows }: Shape): string => (two ? `two r${rows}` : '');

/** The class of a view with this number of options: the fewer, the larger is the QR code. */
export const pace = (options: number): string => (options > 6 ? 'many' : options > 4 ? 'some' : 'few');

/** The smallest type of an option, in rem. */
const MIN_OPTION_REM = 0.8;
/** The smallest type of a heading, in rem. */
const MIN_HEADING_REM = 1;
/** Lines of a label. Where even the smallest type is too large, labels end in an ellipsis after the first of these numbers of lines
 *  that fits; phones show the whole text. */
const LABEL_LINES = [3, 2, 1];
/** A question's type and its share of the height are reduced in these steps, until the options can be read from the last row of seats, or
 *  have at least `BALANCE` of its size. */
const QUESTION_STEPS = [1, 0.8, 0.65];
const READABLE_REM = 0.03 * 56.25;
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

/** A larger `--size` enlarges type where there is space; the smallest type stays the same. */
const zoomOf = (main: HTMLElement): number => {
  const style = getComputedStyle(main);
  return ['--size', '--type'].reduce((zoom, name) => zoom * (Number(style.getPropertyValue(name)) || 1), 1);
};

/** Fits a view's heading into a share of the height; returns the size of its type, in rem. */
export function fitHeading(main: HTMLElement, most = 4, share = 0.22): number {
  const heading = main.querySelector('h1');
  if (!heading) return most;
  return largest(MIN_HEADING_REM / zoomOf(main), most, (size) => {
    main.style.setProperty('--ask', `${size}rem`);
    return heading.offsetHeight <= main.clientHeight * share && heading.scrollWidth <= heading.clientWidth + 1;
  });
}

type Limits = Pick<Shape, 'maxOptionRem' | 'questionShare'> & Partial<Shape>;

/** Fits a poll: its question first, then its options into what is left. Returns the size of the options' type, in rem. */
export function fitPoll(main: HTMLElement, limits: Limits): number {
  const list = main.querySelector<HTMLElement>('.options, .fits');
  return list ? atRest(main, () => fitList(main, list, limits)) : limits.maxOptionRem;
}

function fitList(main: HTMLElement, list: HTMLElement, limits: Limits): number {
  const { maxOptionRem, maxQuestionRem = 3.4, questionShare, barRem } = limits;
  const set = (name: string, value: string) => main.style.setProperty(name, value);
  const overflows = () => overflow([...list.children], list.getBoundingClientRect());
  list.classList.remove('cut');
  if (barRem) set('--thick', `${barRem}rem`);
  const least = MIN_OPTION_REM / zoomOf(main);
  let size = least;
  for (const part of QUESTION_STEPS) {
    const questionSize = fitHeading(main, maxQuestionRem * part, questionShare * part);
    size = largest(least, maxOptionRem, (size) => {
      set('--opt', `${size}rem`);
      return !overflows();
    });
    if (size >= Math.min(maxOptionRem, READABLE_REM, questionSize * BALANCE)) break;
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

/** Fits what people type into the width of its step, each line by itself: an address may be long, and a password too. */
export function fitWays(main: HTMLElement): void {
  main.querySelectorAll<HTMLElement>('.steps .way').forEach((way) => {
    const step = way.parentElement!;
    const lines = [...way.children].filter((line) => line instanceof HTMLElement);
    for (const line of lines)
      largest(0.4, 1, (size) => {
        line.style.setProperty('--way', String(size));
        return !overflow([line], step.getBoundingClientRect());
      });
  });
}

/** Fits any other view, with one factor for all its type: every part into the view, and the content of each part into it. */
export function fitPlain(main: HTMLElement): void {
  const boxesOf = (part: Element) => [...part.querySelectorAll('*')].filter(isBlock);
  const parts = [...main.children].map((part) => ({ part, boxes: boxesOf(part) }));
  const around = contentBox(main);
  const overflows = () =>
    parts.some(({ part, boxes }) => overflow([part], around) || overflow(boxes, part.getBoundingClientRect()));
  atRest(main, () =>
    largest(0.3, 1, (size) => {
      main.style.setProperty('--fit', String(size));
      return !overflows();
    }),
  );
}
