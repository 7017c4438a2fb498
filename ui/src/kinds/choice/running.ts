// The figures of bars that run to their length: each belongs to the bar's length of this frame, and is never ahead of it.
import { language } from '../../lib/text';
import type { OptionResult } from '../../lib/wire.gen';

/** The name of the animation that draws the bars. */
const RUN = 'grow';

/** The part of its length that a bar has after a part of the time: `cubic-bezier(1/3, 2/3, 2/3, 1)`, as in `poll.css`. */
export const eased = (time: number): number => time * (2 - time);

/** The part of its length that a bar has now; 1 where it does not run. */
export function progress(bar: Element | null): number {
  const animations = bar?.getAnimations?.() ?? [];
  const run = animations.find((one) => (one as Partial<CSSAnimation>).animationName === RUN);
  const time = run?.effect?.getComputedTiming().progress;
  return time === null || time === undefined ? 1 : eased(time);
}

type Figures = { percent: string; count: number };

/** The figures of bars that have run this part of their length. All have the decimals of the last frame, so that they align. */
export function figures(options: OptionResult[], run: number): Figures[] {
  const digits = options.some(({ percentage }) => (percentage ?? 0) % 1 !== 0) ? 1 : 0;
  const format = new Intl.NumberFormat(language(), {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const step = 10 ** digits;
  /** Rounded down on the way, so that no figure is ahead of its bar. */
  const reached = (percentage: number) => (run < 1 ? Math.floor(percentage * run * step) / step : percentage);
  return options.map(({ percentage, vote_count }) => ({
    percent: format.format(reached(percentage ?? 0) / 100),
    count: Math.floor((vote_count ?? 0) * run),
  }));
}
