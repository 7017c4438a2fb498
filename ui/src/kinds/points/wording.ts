// Shared out points in words.
import { letter } from '../../lib/tally';
import { tenth } from '../../lib/text';
import { many, t } from '../../vote/text';
import type { Named } from '../kind';
import { given, left } from './budget';
import type { PointsAnswer, PointsPoll } from './types';

export function hint(poll: PointsPoll, { points }: PointsAnswer): string {
  const { budget, spend_all } = poll;
  return left(poll, points) === budget
    ? t(spend_all ? 'points_hint_all' : 'points_hint', { n: budget })
    : leftText(poll, points);
}

/** "30 points left", or how many are too many. */
export function leftText(poll: PointsPoll, points: PointsAnswer['points']): string {
  const rest = left(poll, points);
  return rest < 0 ? many('points_over', -rest) : many('points_left', rest);
}

/** "A Solar: 60 points". */
export const name = (poll: PointsPoll, { points }: PointsAnswer): Named[] =>
  poll.options.flatMap(({ id, option_text }, at) =>
    given(points, id)
      ? [{ letter: letter(at), text: `${option_text}: ${many('some_points', given(points, id))}` }]
      : [],
  );

/** "Results: A Solar 34.5, B Wind 12." */
export function outcome({ points, options, total_votes }: PointsPoll): string {
  if (!total_votes || !points) return t('no_votes');
  const means = options.map(({ id, option_text }, at) => {
    const mean = points.find((row) => row.id === id)?.mean ?? 0;
    return `${letter(at)} ${option_text} ${tenth(mean)}`;
  });
  return `${t('results')}: ${means.join(', ')}. ${t('points_mean')}.`;
}
