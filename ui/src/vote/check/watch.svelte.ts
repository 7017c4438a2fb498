// Watches a phone's votes: each is stored, and checked once its poll is closed and the result is visible.
import { untrack } from 'svelte';
import type { Guest } from '../guest.svelte';
import type { Voter } from '../voter.svelte';
import { checkSoon, claimOf } from './check-soon';
import { ownVote } from './own-vote';

/** Watches until the returned function is called. */
export function watchVotes(guest: Guest): () => void {
  return $effect.root(() => {
    const vote = $derived(guest.voter && voteOf(guest.voter));
    $effect(() => {
      const { voter } = guest;
      if (vote && voter) untrack(() => (voter.mine = ownVote(voter.results, voter.mine, voter.isSent)));
    });
    const claim = $derived(guest.voter && claimOf(guest.voter));
    // A result with a right answer is proved once that is shown.
    const isAnswerShown = $derived(guest.voter?.results.answer_shown);
    $effect(() => {
      const { voter } = guest;
      void isAnswerShown;
      if (!voter || voter.checked?.claim === claim) return;
      voter.checked = null;
      return claim ? untrack(() => checkSoon(voter, claim, guest.token)) : undefined;
    });
  });
}

/** All that the own vote depends on, as text that changes with it. */
const voteOf = ({ mine, results: { poll_code, round, state, seal, allow_change } }: Voter): string =>
  `${poll_code} ${round} ${state} ${seal} ${allow_change} ${mine?.receipt}`;
