// Watches a phone's votes: each is stored, and checked once its poll is closed and the result is visible.
import { untrack } from 'svelte';
import type { Guest } from '../guest.svelte';
import { listed } from '../../kinds/kind';
import { nameOf, phoneKind } from '../../kinds/phone.svelte';
import type { Voter } from '../voter.svelte';
import { checkSoon, claimOf } from './check-soon';
import { ownVote } from './own-vote';
import { describeVote } from './stored-votes.svelte';

/** Watches until the returned function is called. */
export function watchVotes(guest: Guest): () => void {
  return $effect.root(() => {
    const vote = $derived(guest.voter && voteOf(guest.voter));
    $effect(() => {
      const { voter } = guest;
      if (vote && voter) untrack(() => (voter.mine = ownVote(voter.results, voter.mine, voter.isSent)));
    });
    const about = $derived(guest.voter && aboutVote(guest.voter));
    $effect(() => {
      const { voter } = guest;
      if (about && voter) untrack(() => describeVote(voter.results, JSON.parse(about)));
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

/** What the vote is about, as text that changes with it; null without a vote, and until its kind is loaded. */
function aboutVote({ mine, results }: Voter): string | null {
  if (!mine || !phoneKind(results.kind)) return null;
  const { meeting, question } = results;
  return JSON.stringify({ meeting, question, said: listed(nameOf(results, mine.answer)) });
}
