// The one-key flow: what the next step of a poll is, and what each key does to it.
import type { PollPatch, Results } from '../lib/wire.gen';

type Stand = Pick<Results, 'state' | 'results' | 'revealed'>;

export type Step = { name: 'open' | 'close' | 'reveal' | 'new'; patch: PollPatch | null };

/** ready → open → close → reveal (where results wait for it) → the next question. */
export function nextStep(poll: Stand): Step {
  if (poll.state === 'open') return { name: 'close', patch: { state: 'closed' } };
  if (poll.state !== 'closed') return { name: 'open', patch: { state: 'open' } };
  if (poll.results === 'on_reveal' && !poll.revealed) return { name: 'reveal', patch: { revealed: true } };
  return { name: 'new', patch: null };
}

/** `O`: open or close. */
export const toggleOpen = (poll: Stand): PollPatch => ({ state: poll.state === 'open' ? 'closed' : 'open' });

/** `R`: reveal or hide again; nothing to reveal where phones see the results anyway. */
export const toggleReveal = (poll: Stand): PollPatch | null =>
  poll.results === 'on_reveal' ? { revealed: !poll.revealed } : null;
