// How buttons and fields share out points.
import type { PointsAnswer, PointsPoll } from './types';

type Rule = Pick<PointsPoll, 'budget' | 'spend_all' | 'options'>;
type Points = PointsAnswer['points'];

/** Points a press of − or + moves: a twentieth of the budget. */
export const step = ({ budget }: Rule): number => Math.max(1, Math.round(budget / 20));

export const given = (points: Points, id: number): number => points[id] ?? 0;

/** Points left; below 0 where too many were typed. */
export const left = ({ budget }: Rule, points: Points): number =>
  Object.values(points).reduce((rest, some) => rest - some, budget);

/** The points with so many for an option; 0 removes it. */
export function give(points: Points, id: number, some: number): Points {
  const others = { ...points };
  delete others[id];
  return some > 0 ? { ...others, [id]: some } : others;
}

/** The points after a press of − or +: never below 0, and never more than are left. */
export function press(rule: Rule, points: Points, id: number, by: number): Points {
  const now = given(points, id);
  return give(points, id, Math.max(0, Math.min(now + by, now + Math.max(0, left(rule, points)))));
}

/** The points with those that were typed for an option; everything but digits is ignored. No field holds more than four digits. */
export const type = (points: Points, id: number, typed: string): Points =>
  give(points, id, Number(typed.replace(/\D/g, '').slice(0, 4)));

/** Whether a vote may share out its points this way. */
export function canSend(rule: Rule, points: Points): boolean {
  const rest = left(rule, points);
  return rest >= 0 && rest < rule.budget && (rest === 0 || !rule.spend_all);
}
