// How taps, buttons and the handle change a ranking: options, the best first.
import type { RankingPoll } from './types';

type Rule = Pick<RankingPoll, 'options' | 'max_ranked' | 'rank_all'>;

/** The most options that a vote ranks. */
export const limit = ({ options, max_ranked }: Rule): number => Math.min(max_ranked, options.length);

/** The ranking without options that the host has removed meanwhile. */
export const known = ({ options }: Rule, ranking: readonly number[]): number[] =>
  ranking.filter((id) => options.some((option) => option.id === id));

/** The ranking with option `id` at this place, from 1; without it where the place is 0. Its neighbours make room. A full ranking
 *  takes no further option. */
export function place(rule: Rule, ranking: readonly number[], id: number, at: number): number[] {
  const others = ranking.filter((other) => other !== id);
  if (at < 1 || others.length >= limit(rule)) return others.length < ranking.length || at < 1 ? others : [...ranking];
  others.splice(at - 1, 0, id);
  return others;
}

/** The ranking after a tap on an option: the next place, or none where it had one. */
export const tap = (rule: Rule, ranking: readonly number[], id: number): number[] =>
  place(rule, ranking, id, ranking.includes(id) ? 0 : ranking.length + 1);

/** Whether a vote may rank these options. */
export const canSend = (rule: Rule, ranking: readonly number[]): boolean =>
  ranking.length >= (rule.rank_all ? limit(rule) : 1) && ranking.length <= limit(rule);
