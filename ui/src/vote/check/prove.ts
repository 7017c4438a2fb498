// Fetches the proof of a vote, and checks it.
import { ask } from '../../lib/http';
import type { Proof, Results, YourVote } from '../../lib/wire.gen';
import { check, type Verdict } from './check';
import { commitment } from './commitment';
import { toHex } from './digits';

/** The verdict; null while it is not known: the server did not answer, or voting was opened again. */
export async function prove(own: YourVote, shown: Results, token: string): Promise<Verdict | null> {
  const bytes = commitment(own, shown.decimals);
  if (!bytes) return null;
  const path = `/poll/${shown.poll_code}/proof?commitment=${toHex(bytes)}`;
  const answer = await ask<Proof>('GET', path, undefined, token);
  if ('value' in answer) return check(own, answer.value, shown);
  return answer.problem.code === 'not_in_result' ? 'not_in_result' : null;
}
