// When a vote is checked: a random moment after the close, and again after a failure.
import type { Voter } from '../voter.svelte';
import { prove } from './prove';
import { storedVote } from './stored-votes.svelte';
import { words } from './words';

/** Milliseconds over which the phones of a room spread their requests after a close. */
const SPREAD_MS = 4000;
/** Milliseconds after the page has loaded within which it asks at once: phones do not load the page in one instant. */
const LOADED_MS = 2000;
/** Milliseconds until the second try; each further one doubles them. */
const RETRY_MS = 4000;
const MAX_TRIES = 8;

type VoterView = Pick<Voter, 'mine' | 'results' | 'checked' | 'refresh'>;

/** The vote and the result that can be checked now, as text that changes with them; null while there is nothing to check. */
export const claimOf = ({ mine, results: { poll_code, round, seal } }: VoterView): string | null =>
  mine?.nonce && seal ? `${poll_code} ${round} ${mine.receipt} ${seal}` : null;

/** Checks after a moment, and again until the verdict is known. Returns the function that stops it. */
export function checkSoon(voter: VoterView, claim: string, token: string): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const isCurrent = () => !isStopped && claimOf(voter) === claim;
  const run = async (tries: number) => {
    const { mine, results } = voter;
    if (!isCurrent()) return;
    let verdict = await prove(mine!, results, token);
    if (verdict && verdict !== 'in_result' && tries === 1) {
      // The page may show an outdated vote or result: nothing is reported on its account.
      await voter.refresh();
      verdict = null;
    }
    const seal = results.seal!;
    const told =
      verdict && isCurrent()
        ? await words(verdict, mine!, seal, storedVote(results)?.seal ?? seal).catch(() => null)
        : null;
    if (told && isCurrent()) voter.checked = { claim, ...told };
    else if (!isStopped && tries < MAX_TRIES) schedule(tries + 1, RETRY_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
  };
  const schedule = (tries: number, delay: number) => {
    timer = setTimeout(() => void run(tries), delay);
  };
  schedule(1, performance.now() < LOADED_MS ? 0 : Math.random() * SPREAD_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
