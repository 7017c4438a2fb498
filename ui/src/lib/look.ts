// How a meeting looks: the page's element has a class for it, which the server writes too.
import type { LookShown } from './wire.gen';

/** Gives the page the look of its meeting; without one, the usual look. */
export const applyLook = (look?: LookShown): boolean =>
  document.documentElement.classList.toggle('playful', look?.tone === 'playful');
