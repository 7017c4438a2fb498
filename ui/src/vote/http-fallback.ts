// Fetches stage and results by HTTP while the socket is down and the page is visible: slower, but
// it works through every proxy.
import type { Guest } from './guest.svelte';

/** Milliseconds between two requests: while there is no socket, and after the host has quit. */
const INTERVAL_MS = 3000;
const ENDED_INTERVAL_MS = 10_000;

/** Starts the requests, which are repeated; returns the function that stops them. */
export function refreshWhileDisconnected(guest: Guest): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const schedule = () => {
    const interval = guest.connection === 'ended' ? ENDED_INTERVAL_MS : INTERVAL_MS;
    timer = setTimeout(() => void refresh(), interval * (0.75 + Math.random() / 2));
  };
  const refresh = async () => {
    const isNeeded = guest.connection !== 'live' && document.visibilityState !== 'hidden';
    if (isNeeded) await guest.refresh();
    schedule();
  };
  schedule();
  return () => clearTimeout(timer);
}
