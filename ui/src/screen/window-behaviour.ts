// How the page behaves as a projector: its size, full screen, and a mouse that gets out of the way.
import { resized, step, wish } from './keys';

const KEPT = 'handsup_screen_size';
/** How long the mouse may rest before it disappears, in milliseconds. */
const REST = 3000;

function kept(): number {
  try {
    return Number(localStorage.getItem(KEPT)) || 1;
  } catch {
    return 1;
  }
}

function keep(size: number): void {
  try {
    localStorage.setItem(KEPT, String(size));
  } catch {
    // A browser that keeps nothing shows the usual size next time.
  }
}

/** In the desktop's own window full screen is the window's; it listens to these addresses, which lead nowhere. */
function fill(on: boolean, inWindow: boolean): void {
  if (inWindow) location.assign(on ? 'handsup:full-screen' : 'handsup:framed');
  else if (document.fullscreenElement) void document.exitFullscreen();
  else if (on) void document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Whether this page stands in the desktop's own window. */
export const isInWindow = () => new URLSearchParams(location.search).has('window');

/** Calls `changed` whenever type has another size. */
export function behave(changed: () => void): void {
  const root = document.documentElement;
  const inWindow = isInWindow();
  let size = resized(kept(), 'full');
  const resize = () => {
    root.style.setProperty('--size', String(size));
    changed();
  };
  addEventListener('keydown', (event) => {
    const wanted = wish(event);
    if (wanted === 'full' || wanted === 'framed') return fill(wanted === 'full', inWindow);
    const led = inWindow && step(event);
    if (led) {
      event.preventDefault();
      location.assign(`handsup:key/${led}`);
    }
    if (!wanted) return;
    size = resized(size, wanted);
    keep(size);
    resize();
  });
  let rest: ReturnType<typeof setTimeout>;
  const moved = () => {
    root.classList.remove('resting');
    clearTimeout(rest);
    rest = setTimeout(() => root.classList.add('resting'), REST);
  };
  addEventListener('pointermove', moved);
  addEventListener('resize', changed);
  moved();
  resize();
}
