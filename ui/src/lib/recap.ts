// What a page says of a meeting that has ended.
import type { Recap } from './wire.gen';

/** A number of a recap, with the key of the text behind it. */
export type Figure = { key: 'recap_questions' | 'recap_votes' | 'recap_people'; n: number };

/** The numbers of a recap; none without votes. How many people took part at least is left out where one round has all votes. */
export function figures(recap: Recap | undefined): Figure[] {
  if (!recap?.votes) return [];
  const { questions, votes, most_voters } = recap;
  const people: Figure[] = most_voters < votes ? [{ key: 'recap_people', n: most_voters }] : [];
  return [{ key: 'recap_questions', n: questions }, { key: 'recap_votes', n: votes }, ...people];
}
