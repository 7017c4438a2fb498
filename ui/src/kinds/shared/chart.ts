// What the console's charts share: the parts of Chart.js that they use, and colours and motion of the page.
import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);
export { Chart };

const DARK_SCHEME = matchMedia('(prefers-color-scheme: dark)');
const REDUCED_MOTION = matchMedia('(prefers-reduced-motion: reduce)');
const FORCED_COLOURS = matchMedia('(forced-colors: active)');
const ANIMATION_MS = 280;

/** A colour of the page, such as `--bar-rest`. */
export const cssColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const animation = () => ({
  duration: REDUCED_MOTION.matches ? 0 : ANIMATION_MS,
  easing: 'easeOutCubic' as const,
});

/** Calls `restyle` when the page's colours change; returns the function that ends it. */
export function onRestyle(restyle: () => void): () => void {
  for (const query of [DARK_SCHEME, FORCED_COLOURS]) query.addEventListener('change', restyle);
  return () => {
    for (const query of [DARK_SCHEME, FORCED_COLOURS]) query.removeEventListener('change', restyle);
  };
}
