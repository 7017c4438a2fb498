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

const overflows = (box: Element): boolean =>
  box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;

/** Fits a poll: its question first, then its options into what is left. */
export function fitPoll(main: HTMLElement, { most, question }: Shape): void {
  const [ask, list] = [main.querySelector('h1'), main.querySelector<HTMLElement>('.options')];
  if (!ask || !list) return;
  const set = (name: string, size: number) => main.style.setProperty(name, `${size}rem`);
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
      return !overflows(list);
    });
    if (size >= asked * BALANCE) break;
  }
  if (size > least || !overflows(list)) return;
  list.classList.add('cut');
  LINES.find((lines) => {
    list.style.setProperty('--lines', String(lines));
    return list.scrollHeight <= list.clientHeight + 1;
  });
}

/** Fits any other picture by one factor on all of its type. */
export function fitPlain(main: HTMLElement): void {
  largest(0.3, 1, (size) => {
    main.style.setProperty('--fit', String(size));
    return ![main, ...main.children].some(overflows);
  });
}
