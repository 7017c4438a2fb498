// A rating in words.
import { decimal, number } from '../../lib/text';
import { many, t } from '../../vote/text';
import type { Named } from '../kind';
import { marks, markText } from '../shared/scale';
import type { RatingAnswer, RatingPoll } from './types';

/** The mark of the option that a vote names. */
export function name(poll: RatingPoll, { options: [chosen] }: RatingAnswer): Named[] {
  const at = poll.options.findIndex(({ id }) => id === chosen);
  const mark = marks(poll)[at];
  return mark ? [{ letter: '', text: markText(mark) }] : [];
}

/** "Results: 3.6 on average, median 4, 12 votes." */
export function outcome({ mean, median, total_votes }: RatingPoll): string {
  if (mean === null || median === null) return t('no_votes');
  const figures = [
    `${decimal(mean)} ${t('mean')}`,
    t('median', { median: number(median) }),
    many('votes', total_votes),
  ];
  return `${t('results')}: ${figures.join(', ')}.`;
}

/** "Results: 3.6 on average. 4, 40%, 5 votes.": the sentence of a choice, with the mean. */
export const withMean = (sentence: string, mean: number | null): string =>
  mean === null ? sentence : sentence.replace(': ', `: ${decimal(mean)} ${t('mean')}. `);
