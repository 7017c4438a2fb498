// While the socket is down, results come by plain requests: slower, but through anything.
import type { Guest } from './guest.svelte';

/** Milliseconds between requests: without a socket, and after the host has quit. */
const LOST = 3000;
const ENDED = 10_000;

export function fallBack(guest: Guest): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const again = () => {
    const pause = guest.link === 'ended' ? ENDED : LOST;
    timer = setTimeout(() => void turn(), pause * (0.75 + Math.random() / 2));
  };
  const turn = async () => {
    const down = guest.link !== 'live' && document.visibilityState !== 'hidden';
    if (down) await guest.refresh();
    again();
  };
  again();
  return () => clearTimeout(timer);
}
