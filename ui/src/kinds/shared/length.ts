// The length of a bar. Svelte's `style:` directives would do the same with more code, which every phone would load.
import type { Action } from 'svelte/action';

/** Sets the width, in percent of the parent's. */
export const width: Action<HTMLElement, number> = (bar, percent) => {
  const update = (percent: number) => (bar.style.width = `${percent}%`);
  update(percent);
  return { update };
};
