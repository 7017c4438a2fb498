// The projector page's size, full screen and mouse pointer; in the app's window it also forwards the host's keys to the console.
import { resized, step, viewAction } from './keys';
import { skip } from './motion';

const KEY = 'handsup_screen_size';
/** Milliseconds without a movement until the mouse pointer is hidden. */
const HIDE_POINTER_MS = 3000;

function storedSize(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 1;
  } catch {
    return 1;
  }
}

function storeSize(size: number): void {
  try {
    localStorage.setItem(KEY, String(size));
  } catch {
    // Blocked: the next start has the usual size.
  }
}

/** Toggles full screen, or leaves it if `toggle` is false. In the app, the desktop shell intercepts
 *  navigation to these URLs and switches its window. */
function switchFullScreen(toggle: boolean, inWindow: boolean): void {
  if (inWindow) location.assign(toggle ? 'handsup:full-screen' : 'handsup:framed');
  else if (document.fullscreenElement) void document.exitFullscreen();
  else if (toggle) void document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Whether this page is in the app's own window. */
export const isInAppWindow = () => new URLSearchParams(location.search).has('window');

/** Whether this page is the console's picture of the projector. */
export const isMiniature = () => new URLSearchParams(location.search).has('miniature');

/** Handles keys, resizing and the mouse pointer; calls `onresize` when the view or the window has
 *  another size. */
export function setUpWindow(onresize: () => void): void {
  const root = document.documentElement;
  const inWindow = isInAppWindow();
  // `full` leaves the size as it is; `resized` then only limits and rounds what was stored.
  let size = resized(storedSize(), 'full');
  const resize = () => {
    root.style.setProperty('--size', String(size));
    onresize();
  };
  addEventListener('keydown', (event) => {
    // A reveal ends with the key of the next step, which then is no step.
    if (skip(event)) return event.preventDefault();
    const wanted = viewAction(event);
    if (wanted === 'full' || wanted === 'framed') return switchFullScreen(wanted === 'full', inWindow);
    const forwarded = inWindow && step(event);
    if (forwarded) {
      event.preventDefault();
      location.assign(`handsup:key/${forwarded}`);
    }
    if (!wanted) return;
    size = resized(size, wanted);
    storeSize(size);
    resize();
  });
  let timer: ReturnType<typeof setTimeout>;
  const showPointer = () => {
    root.classList.remove('resting');
    clearTimeout(timer);
    timer = setTimeout(() => root.classList.add('resting'), HIDE_POINTER_MS);
  };
  addEventListener('pointermove', showPointer);
  addEventListener('resize', onresize);
  showPointer();
  resize();
}
