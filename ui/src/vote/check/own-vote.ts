// Which vote this phone takes for its own: the one that it has stored itself wins over the server's, unless it could be changed.
import type { Results, YourVote } from '../../lib/wire.gen';
import { storedVote, storeVote } from './stored-votes.svelte';

type Round = Pick<Results, 'poll_code' | 'round' | 'state' | 'seal' | 'allow_change'>;

/** The own vote in a round, which is stored. `shown`: the one on the page; `isSent`: whether this page has sent it. */
export function ownVote(round: Round, shown: YourVote | null, isSent: boolean): YourVote | null {
  const stored = storedVote(round);
  // While voting is open, a vote that the server does not know is none: the phone may vote.
  if (!shown) return round.state === 'closed' ? stored : null;
  const isStored = stored?.receipt === shown.receipt;
  if (stored && !isStored && !isSent && !round.allow_change) return stored;
  const vote = stored && isStored && !shown.nonce ? stored : shown;
  const seal = sealToKeep(round, stored?.seal);
  if (!isStored || stored?.seal !== seal || stored?.nonce !== vote.nonce) storeVote(round, vote, seal);
  return vote;
}

/** The seal of the close that the phone has seen first; none once it has seen that voting was opened again. */
const sealToKeep = ({ state, seal }: Round, earlier: string | undefined): string | undefined =>
  state === 'closed' ? (earlier ?? seal) : undefined;
