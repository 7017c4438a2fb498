// Makes texts of any length as large as the screen allows. It measures the browser's own layout, so that every script and emoji
// counts with its real size.

/** The precision of the search, in units of the size. */
const PRECISION = 0.02;

/** The largest size from `least` to `most` that fits, found by bisection; `least` where none does. `fits` is called with it last. */
export function largest(least: number, most: number, fits: (size: number) => boolean): number {
  if (fits(most)) return most;
  let [good, bad] = [least, most];
  while (bad - good > PRECISION) {
    const middle = (good + bad) / 2;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  fits(good);
  return good;
}

export type Shape = {
  /** Rows of one column. */
  rows: number;
  /** Whether there are two columns: more than ten rows would be too small to read from the last row of seats. */
  two: boolean;
  /** The largest type of an option, in rem (1/56 of the screen's height). */
  most: number;
  /** The share of the screen's height that the question may take. */
  question: number;
};

const ONE_COLUMN = 10;

/** The layout of a poll with so many options. */
export function shape(options: number): Shape {
  const two = options > ONE_COLUMN;
  const rows = two ? Math.ceil(options / 2) : options;
  return { rows, two, most: Math.min(rows > 2 ? 2.5 : 3, 15 / rows), question: rows > 7 ? 0.24 : 0.34 };
}

/** The smallest type there is, in rem. */
const LEAST = 0.8;
const QUESTION = { least: 1, most: 3.4 };
/** Where even the smallest type is too large, labels are cut to so many lines with an ellipsis; phones show the whole text. */
const LINES = [3, 2, 1];
/** A long question is made smaller in these steps, until the options' type has at least `BALANCE` of its size. */
const QUESTION_STEPS = [1, 0.8, 0.65];
const BALANCE = 0.55;

/** Smaller differences are rounding, in CSS pixels. */
const PIXEL = 1;

/** Whether `inner` overflows `outer`. It compares boxes, whose height is the line height. `scrollHeight` would count letters of a
 *  tall font too, which overflow their own line without needing space. */
const isOutside = (inner: DOMRect, outer: DOMRect): boolean =>
  inner.bottom > outer.bottom + PIXEL ||
  inner.top < outer.top - PIXEL ||
  inner.right > outer.right + PIXEL ||
  inner.left < outer.left - PIXEL;

const isTooWide = (box: Element): boolean => box.scrollWidth > box.clientWidth + PIXEL;

/** Whether one of `boxes` overflows `around`, or the content of one overflows it sideways. */
const overflow = (boxes: readonly Element[], around: DOMRect): boolean =>
  boxes.some((box) => isTooWide(box) || isOutside(box.getBoundingClientRect(), around));

/** Fits a poll: its question first, then its options into what is left. */
export function fitPoll(main: HTMLElement, { most, question }: Shape): void {
  const [ask, list] = [main.querySelector('h1'), main.querySelector<HTMLElement>('.options')];
  if (!ask || !list) return;
  const set = (name: string, size: number) => main.style.setProperty(name, `${size}rem`);
  const overflows = () => overflow([...list.children], list.getBoundingClientRect());
  list.classList.remove('cut');
  // A larger `--size` enlarges type where there is space; the smallest type stays the same.
  const enlarged = Number(getComputedStyle(main).getPropertyValue('--size')) || 1;
  const least = LEAST / enlarged;
  let size = least;
  for (const part of QUESTION_STEPS) {
    const asked = largest(QUESTION.least / enlarged, QUESTION.most, (size) => {
      set('--ask', size);
      return ask.offsetHeight <= main.clientHeight * question * part && ask.scrollWidth <= ask.clientWidth + 1;
    });
    size = largest(least, most, (size) => {
      set('--opt', size);
      return !overflows();
    });
    if (size >= asked * BALANCE) break;
  }
  if (size > least || !overflows()) return;
  list.classList.add('cut');
  LINES.find((lines) => {
    list.style.setProperty('--lines', String(lines));
    return !overflows();
  });
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
