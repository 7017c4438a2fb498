// The lengths of bars. Svelte's `style:` directives would do the same with more code, which every phone would load.
import type { Action } from 'svelte/action';

/** Sets the width, in percent of the parent's. */
export const width: Action<HTMLElement, number> = (bar, percent) => {
  const update = (percent: number) => (bar.style.width = `${percent}%`);
  update(percent);
  return { update };
};

/** Sets `--share`, in percent, from which the style sheet makes a length or a position. */
export const share: Action<HTMLElement, number> = (bar, percent) => {
  const update = (percent: number) => bar.style.setProperty('--share', `${percent}%`);
  update(percent);
  return { update };
};

/** The part of a histogram's height that its highest column takes; the rest is for the number above it. `results.css` has the same. */
export const HIGHEST_COLUMN_SHARE = 0.9;
