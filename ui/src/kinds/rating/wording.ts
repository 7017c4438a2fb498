// A rating in words.
import { decimal, number } from '../../lib/text';
import type { OptionResult } from '../../lib/wire.gen';
import { many, t } from '../../vote/text';
import type { Named } from '../kind';
import { marks, markText } from '../shared/scale';
import type { RatingAnswer, RatingPoll } from './types';

/** The mark of the option that a vote names. */
export const name = (poll: RatingPoll, { options }: RatingAnswer): Named[] =>
  named(poll, ({ id }) => options.includes(id));

/** The marks that are right. */
export const right = (poll: RatingPoll): Named[] => named(poll, ({ correct }) => correct);

const named = (poll: RatingPoll, which: (option: OptionResult) => unknown): Named[] =>
  marks(poll).flatMap((mark, at) => (which(poll.options[at]!) ? [{ letter: '', text: markText(mark) }] : []));

/** "Results: 3.6 on average, median 4, 12 votes." */
export function outcome({ mean, median, total_votes }: RatingPoll): string {
  if (mean === null || median === undefined) return t('no_votes');
  const figures = [
    `${decimal(mean)} ${t('mean')}`,
    t('median', { median: number(median) }),
    many('votes', total_votes),
  ];
  return `${t('results')}: ${figures.join(', ')}.`;
}
