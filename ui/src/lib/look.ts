// How a meeting looks: a class of the page's element, and a style sheet with the meeting's colours. The server writes both into the page.
import type { LookNow } from './wire.gen';

/** Gives the page the look of its meeting; without one, the usual look. `onstyled`: called when its style sheet has loaded. */
export function applyLook(look?: LookNow, onstyled?: () => void): boolean {
  let link = document.querySelector<HTMLLinkElement>('#look');
  const href = look?.style;
  if (!href) link?.remove();
  else if (link?.getAttribute('href') !== href) {
    link ??= document.head.appendChild(
      Object.assign(document.createElement('link'), { id: 'look', rel: 'stylesheet' }),
    );
    link.onload = onstyled ?? null;
    link.href = href;
  }
  return document.documentElement.classList.toggle('playful', look?.tone === 'playful');
}
