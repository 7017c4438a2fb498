// Why nothing arrives, as far as this phone can tell: the three look alike and ask for different things.
import type { Link } from '../lib/live';

/** `offline`: the phone has no network. `unreachable`: the network is there, and the host's computer is not. */
export type Plight = 'offline' | 'unreachable' | null;

/** How long everything must stay silent before people are sent to scan the code again, in milliseconds. */
export const PATIENCE = 6000;

/** A host that has quit has said so; until it is back, nothing else is known. */
export function plight(link: Link, onLine: boolean, silence: number): Plight {
  if (link === 'live') return null;
  if (!onLine) return 'offline';
  return link !== 'ended' && silence >= PATIENCE ? 'unreachable' : null;
}
