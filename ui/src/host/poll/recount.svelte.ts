// A recount: the server adds up a poll's votes, options and receipts again. The console shows one, beside the chart of its poll.
import { ask } from '../../lib/http';
import { namesOptions, takesSeveral } from '../../lib/kind';
import type { HostPoll, Problem, Reconciled } from '../../lib/wire.gen';
import { many, t } from '../text';

/** A finished recount: the `versionKey` of its poll, when it was made (in milliseconds since 1970), and its sums. */
export type Count = { version: string; at: number; sum: Reconciled };

type PollVersion = Pick<HostPoll, 'poll_code' | 'round' | 'seq'>;

/** A poll's version as one string: it changes with the poll, the round and every vote. */
export const versionKey = ({ poll_code, round, seq }: PollVersion): string => `${poll_code} ${round} ${seq}`;

/**
 * Whether a count belongs to the poll's chart. One that later votes have outdated does not; one with findings does, because then
 * the numbers are expected to differ.
 */
export function matchesChart({ version, sum }: Count, poll: PollVersion & Pick<HostPoll, 'total_votes'>): boolean {
  const same = version === versionKey(poll) && sum.poll_code === poll.poll_code && sum.round === poll.round;
  return same && (sum.findings.length > 0 || sum.votes === poll.total_votes);
}

/** The sums as a sentence; where a ballot names several options, their number is not the number of ballots. */
export function sumText(sum: Reconciled, { kind, blank }: Pick<HostPoll, 'kind' | 'blank'>): string {
  const receipts = many('receipts', sum.receipts);
  if (!namesOptions(kind) || blank !== undefined)
    return t('recount_any', { votes: many('votes', sum.votes), receipts });
  if (!takesSeveral(kind))
    return t('recount_single', { votes: many('votes', sum.votes), options: sum.option_sum, receipts });
  const ballots = many('ballots', sum.votes);
  return t('recount_several', { ballots, receipts, choices: many('choices', sum.choices), options: sum.option_sum });
}

export class Recount {
  count: Count | null = $state.raw(null);
  busy = $state(false);
  problem: Problem | null = $state.raw(null);
  #requests = 0;

  /** Requests a recount. Of two pending requests only the later one's answer is shown: the first may be about another poll. */
  async run(poll: HostPoll): Promise<void> {
    const request = ++this.#requests;
    const version = versionKey(poll);
    this.busy = true;
    const answer = await ask<Reconciled>('GET', `/api/polls/${poll.poll_code}/recount`);
    if (request !== this.#requests) return;
    this.busy = false;
    this.problem = 'problem' in answer ? answer.problem : null;
    this.count = 'value' in answer ? { version, at: Date.now(), sum: answer.value } : null;
  }
}
