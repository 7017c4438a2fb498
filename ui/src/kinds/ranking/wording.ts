// A ranking in words.
import { letter } from '../../lib/tally';
import { many, t } from '../../vote/text';
import type { Named, Personal } from '../kind';
import { canSend, known, limit } from './order';
import type { RankingAnswer, RankingPoll } from './types';

export function hint(poll: RankingPoll, answer: RankingAnswer): string {
  const [n, of] = [known(poll, answer.ranking).length, limit(poll)];
  if (n) return t('rank_so_far', { n, of });
  return of < poll.options.length ? t('rank_hint_top', { of }) : t('rank_hint');
}

/** "2 more needed". */
export function missing(poll: RankingPoll, answer: RankingAnswer): string {
  const ranked = known(poll, answer.ranking);
  if (canSend(poll, ranked)) return '';
  return ranked.length && ranked.length < limit(poll)
    ? t('more_needed', { n: limit(poll) - ranked.length })
    : hint(poll, answer);
}

/** The options by place: "1. B Wind". */
export const name = (poll: RankingPoll, answer: RankingAnswer): Named[] =>
  known(poll, answer.ranking).map((id, at) => ({ letter: `${at + 1}.`, text: optionName(poll, id) }));

/** "B Wind". */
export function optionName({ options }: Pick<RankingPoll, 'options'>, id: number): string {
  const at = options.findIndex((option) => option.id === id);
  return `${letter(at)} ${options[at]?.option_text ?? ''}`;
}

/** "Results: first A Solar, 41 points. B Wind beats every other one against one." */
export function outcome(poll: RankingPoll): string {
  const best = poll.ranking?.filter(({ place, ranked }) => place === 1 && ranked > 0) ?? [];
  if (!best[0]) return t('no_votes');
  const names = best.map(({ id }) => optionName(poll, id)).join(', ');
  const beats = poll.beats_all ? ` ${t('beats_all', { option: optionName(poll, poll.beats_all) })}` : '';
  return `${t('results')}: ${t('rank_first', { option: names })}, ${many('some_points', best[0].points)}.${beats}`;
}

/** "Your first choice, B Wind, came in at place 2". */
export function personal(poll: RankingPoll, { ranking }: RankingAnswer): Personal {
  const first = poll.ranking?.find(({ id, ranked }) => id === ranking[0] && ranked > 0);
  const lines = first ? [t('own_first', { option: optionName(poll, first.id), place: first.place ?? '–' })] : [];
  return { isRight: false, lines };
}
