// A grid in words.
import { decimal } from '../../lib/text';
import { t } from '../../vote/text';
import type { Named } from '../kind';
import { highest, marks, markText } from '../shared/scale';
import { canSend, rated } from './marks';
import type { GridAnswer, GridPoll } from './types';

export function hint(poll: GridPoll, { marks }: GridAnswer): string {
  const done = rated(poll, marks);
  return done
    ? t('grid_so_far', { n: done, of: poll.options.length })
    : t('grid_hint', { from: poll.scale_from, to: highest(poll) });
}

/** "2 more needed". */
export function missing(poll: GridPoll, answer: GridAnswer): string {
  if (canSend(poll, answer.marks)) return '';
  const done = rated(poll, answer.marks);
  return done ? t('more_needed', { n: poll.options.length - done }) : hint(poll, answer);
}

/** "Speed: 4 good", for each statement with a mark. */
export const name = (poll: GridPoll, answer: GridAnswer): Named[] =>
  poll.options.flatMap(({ id, option_text }) => {
    const mark = marks(poll).find(({ mark }) => mark === answer.marks[id]);
    return mark ? [{ letter: '', text: `${option_text}: ${markText(mark)}` }] : [];
  });

/** "Results: Speed 3.6, Comfort 4.1." */
export function outcome({ grid, options }: GridPoll): string {
  const means = options.flatMap(({ id, option_text }) => {
    const mean = grid?.find((row) => row.id === id)?.mean ?? null;
    return mean === null ? [] : [`${option_text} ${decimal(mean)}`];
  });
  return means.length ? `${t('results')}: ${means.join(', ')}.` : t('no_votes');
}
