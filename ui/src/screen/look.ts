// The projector's look: that of every page, and whether it is light or dark.
import { applyLook } from '../lib/look';
import type { LookNow } from '../lib/wire.gen';

/** Gives the page the look of its meeting. A theme in the URL is for this page alone, and stays. */
export function applyScreenLook(look?: LookNow): void {
  // Another size of type: the views fit their text again.
  applyLook(look, () => dispatchEvent(new Event('resize')));
  if (new URLSearchParams(location.search).has('theme')) return;
  const { dataset } = document.documentElement;
  if (look?.scheme) dataset.theme = look.scheme;
  else delete dataset.theme;
}
