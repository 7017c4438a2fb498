// What the results say of this phone's own vote, once voting has ended.
import type { Personal } from '../kinds/kind';
import { phoneKind } from '../kinds/phone.svelte';
import type { Voter } from './voter.svelte';

type Seen = Pick<Voter, 'phase' | 'mine' | 'results' | 'checked'>;

/** Null without a vote, for one that this phone does not find in the result, for an abstention, and while there is nothing to say.
 *  The poll's kind is loaded. */
export function personal({ phase, mine, results, checked }: Seen): Personal | null {
  if (phase !== 'closed' || !mine || mine.answer === 'blank' || checked?.isFine === false) return null;
  const found = phoneKind(results.kind)!.personal?.(results, mine.answer);
  return found?.lines.length ? found : null;
}
