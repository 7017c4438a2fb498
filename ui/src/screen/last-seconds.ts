// Where the last seconds stand: over the emptiest place of the wall, or in the corner of its head.
import { atRest } from './motion';
import { type Box, type Mark, placeLargest, shared, within } from './place';

/** The sizes that are tried, as shares of the largest: a digit is at least a quarter of the height, else the corner says more. */
const DIGIT_SCALES = [1, 0.9, 0.8, 0.7];
const WORD_SCALES = [1, 0.9, 0.75, 0.6, 0.5];
/** How much the time in the corner grows where it is alone. */
const CORNER_SCALES = [1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1];
/** The height of its numerals, as a part of its line. */
const NUMERALS = 0.7;

const WORDS =
  'h1 bdi, .label bdi, .letter, .share, .mean, .words, .ends, .sums, .below, .value, .figure, .badge, small, .cloud bdi, .card';
const TIME = '.timer';
const FOOTER = '.poll > footer';
const TRACKS = '.track, .bar';
const BARS = '.track > i, .track rect, .bar i, .column';
/** The end of a bar says who leads; an empty track says nothing. */
const BAR_WEIGHT = 8;

const all = (main: HTMLElement, selector: string): Element[] => [...main.querySelectorAll(selector)];
/** The boxes of all lines of these elements. */
const lines = (main: HTMLElement, selector: string): Box[] =>
  all(main, selector).flatMap((element) => [...element.getClientRects()]);

function marks(main: HTMLElement): Mark[] {
  const box = (element: Element) => element.getBoundingClientRect();
  const mark = ({ x, y, width, height }: Box, weight: number) => ({ x, y, width, height, weight });
  return [
    ...all(main, TRACKS).map((track) => mark(box(track), 1)),
    ...all(main, BARS).map((bar) => mark(within(box(bar), box(bar.parentElement!)), BAR_WEIGHT)),
  ];
}

/** The view without its edges and its footer. */
function area(main: HTMLElement): Box {
  const { left, right, top } = main.getBoundingClientRect();
  const { paddingLeft, paddingTop } = getComputedStyle(main);
  const [x, y] = [left + parseFloat(paddingLeft), top + parseFloat(paddingTop)];
  const bottom = main.querySelector(FOOTER)?.getBoundingClientRect().top ?? innerHeight;
  return { x, y, width: right - x - parseFloat(paddingLeft), height: bottom - y };
}

/** The largest scale of the time in the corner at which its numerals cover no words. */
function cornerScale(main: HTMLElement, words: readonly Box[]): number {
  const timer = main.querySelector(TIME);
  if (!timer) return 1;
  const { right, y, width, height } = timer.getBoundingClientRect();
  const scaled = (scale: number): Box => {
    const high = height * NUMERALS * scale;
    return { x: right - width * scale, y: y + (height - high) / 2, width: width * scale, height: high };
  };
  const fits = (box: Box) => box.x >= 0 && box.y >= 0 && !words.some((word) => shared(box, word) > 0);
  return CORNER_SCALES.find((scale) => fits(scaled(scale))) ?? 1;
}

/** Places the digit, or the word that the time is up; where there is no place for it, it is hidden, and the corner grows. */
export function stand(text: HTMLElement, isWord: boolean): void {
  const main = text.closest('main')!;
  atRest(main, () => standIn(main, text, isWord));
}

function standIn(main: HTMLElement, text: HTMLElement, isWord: boolean): void {
  const words = lines(main, WORDS);
  text.hidden = false;
  text.style.setProperty('--scale', '1');
  const { offsetWidth: width, offsetHeight: height } = text;
  main.style.setProperty('--corner', '1');
  const around = [...words, ...lines(main, TIME)];
  const found = placeLargest({ width, height }, isWord ? WORD_SCALES : DIGIT_SCALES, area(main), around, marks(main));
  text.hidden = !found;
  if (!found) {
    main.style.setProperty('--corner', String(cornerScale(main, words)));
    return;
  }
  text.style.setProperty('--scale', String(found.scale));
  text.style.setProperty('left', `${found.box.x}px`);
  text.style.setProperty('top', `${found.box.y}px`);
}
