// A recount in words, and which chart it belongs to.
import { takesSeveral } from '../../lib/kind';
import type { HostPoll, Reconciled } from '../../lib/wire.gen';
import { many, t } from '../text';

/** A recount, when it was made (in milliseconds, as clocks count), and of what. */
export type Count = { of: string; at: number; sum: Reconciled };

type Stand = Pick<HostPoll, 'poll_code' | 'round' | 'seq'>;

/** Names a poll as it is at this moment: another poll, round or vote gives another name. */
export const standing = ({ poll_code, round, seq }: Stand): string => `${poll_code} ${round} ${seq}`;

/**
 * Whether a count may stand beside the poll's chart. One that was overtaken by votes may not; one that
 * found something may, because then the numbers are expected to differ.
 */
export function fits({ of, sum }: Count, poll: Stand & Pick<HostPoll, 'total_votes'>): boolean {
  const same = of === standing(poll) && sum.poll_code === poll.poll_code && sum.round === poll.round;
  return same && (sum.findings.length > 0 || sum.votes === poll.total_votes);
}

/** What was found equal, as a sentence that is true for this kind of poll. */
export function sentence(sum: Reconciled, kind: HostPoll['kind']): string {
  const receipts = many('receipts', sum.receipts);
  if (!takesSeveral(kind))
    return t('recount_single', { votes: many('votes', sum.votes), options: sum.option_sum, receipts });
  const ballots = many('ballots', sum.votes);
  return t('recount_several', { ballots, receipts, choices: many('choices', sum.choices), options: sum.option_sum });
}
