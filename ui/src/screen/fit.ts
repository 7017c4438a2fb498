// Texts of any length on a screen of any size: as large as fits. What is measured is what the browser has
// laid out, so that every script and every emoji counts for what it takes.

/** How near to the largest size the search comes, in units of the size. */
const FINE = 0.02;

/** The largest size from `least` to `most` that fits, to within a hair; `least` where nothing does. */
export function largest(least: number, most: number, fits: (size: number) => boolean): number {
  if (fits(most)) return most;
  let [good, bad] = [least, most];
  while (bad - good > FINE) {
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
  /** Two columns: more than ten rows would be too low to read from the last row of seats. */
  two: boolean;
  /** The largest type of an option, in rem (1/56 of the screen's height). */
  most: number;
  /** The part of the screen's height that the question may take. */
  question: number;
};

const ONE_COLUMN = 10;

/** How a question with so many options stands on the screen. */
export function shape(options: number): Shape {
  const two = options > ONE_COLUMN;
  const rows = two ? Math.ceil(options / 2) : options;
  return { rows, two, most: Math.min(rows > 2 ? 2.5 : 3, 15 / rows), question: rows > 7 ? 0.24 : 0.34 };
}

/** The smallest type there is, in rem. */
const LEAST = 0.8;
const QUESTION = { least: 1, most: 3.4 };
/** Where even the smallest type is too large, labels end in an ellipsis: phones have the whole text. */
const LINES = [3, 2, 1];
/** A long question gives way, in so many steps, until its options are at least this part of its size. */
const YIELDING = [1, 0.8, 0.65];
const BALANCE = 0.55;

/** Less than this is a rounded pixel, in CSS pixels. */
const PIXEL = 1;

/** Whether `inner` reaches out of `outer`. What is compared are boxes, which a line's height makes, and never letters: those of a
 *  tall font reach out of their own line without needing room (`scrollHeight` would count them). */
const reachesOut = (inner: DOMRect, outer: DOMRect): boolean =>
  inner.bottom > outer.bottom + PIXEL ||
  inner.top < outer.top - PIXEL ||
  inner.right > outer.right + PIXEL ||
  inner.left < outer.left - PIXEL;

const isTooWide = (box: Element): boolean => box.scrollWidth > box.clientWidth + PIXEL;

/** Whether one of `boxes` reaches out of `around`, or what stands in it out of it at its side. */
const overflow = (boxes: readonly Element[], around: DOMRect): boolean =>
  boxes.some((box) => isTooWide(box) || reachesOut(box.getBoundingClientRect(), around));

/** Fits a poll: its question first, then its options into what is left. */
export function fitPoll(main: HTMLElement, { most, question }: Shape): void {
  const [ask, list] = [main.querySelector('h1'), main.querySelector<HTMLElement>('.options')];
  if (!ask || !list) return;
  const set = (name: string, size: number) => main.style.setProperty(name, `${size}rem`);
  const overflows = () => overflow([...list.children], list.getBoundingClientRect());
  list.classList.remove('cut');
  // Who asks for larger type gets it where there is room: the smallest stays as it is.
  const enlarged = Number(getComputedStyle(main).getPropertyValue('--size')) || 1;
  const least = LEAST / enlarged;
  let size = least;
  for (const part of YIELDING) {
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

/** The room inside of an element's padding. */
function room(element: HTMLElement): DOMRect {
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

/** An inline element's box is as high as its font's letters, not as its line. */
const isBlock = (element: Element): boolean => getComputedStyle(element).display !== 'inline';

/** Fits any other picture by one factor on all of its type: every part into the picture, and what it holds into each part. */
export function fitPlain(main: HTMLElement): void {
  const parts = [...main.children].map((part) => ({ part, boxes: [...part.querySelectorAll('*')].filter(isBlock) }));
  const around = room(main);
  largest(0.3, 1, (size) => {
    main.style.setProperty('--fit', String(size));
    return !parts.some(({ part, boxes }) => overflow([part], around) || overflow(boxes, part.getBoundingClientRect()));
  });
}
