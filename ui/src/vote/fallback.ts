// While the socket is down, results come by plain requests: slower, but through anything.
import type { Voter } from './voter.svelte';

/** Milliseconds between requests: without a socket, and after the host has quit. */
const LOST = 3000;
const ENDED = 10_000;

export function fallBack(voter: Voter): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const again = () => {
    const pause = voter.link === 'ended' ? ENDED : LOST;
    timer = setTimeout(() => void turn(), pause * (0.75 + Math.random() / 2));
  };
  const turn = async () => {
    const down = voter.link !== 'live' && document.visibilityState !== 'hidden';
    if (down) await voter.refresh();
    again();
  };
  again();
  return () => clearTimeout(timer);
}
