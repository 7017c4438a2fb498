// The order of the questions on the console.
import type { HostQuestion } from '../../lib/wire.gen';

/** Those of most votes first, of equal ones the older: as the server sends them. */
export const byVotes = (questions: readonly HostQuestion[]): HostQuestion[] =>
  [...questions].sort((a, b) => b.votes - a.votes || a.asked_at - b.asked_at || a.id - b.id);

/** The questions in the order in which they are shown, with new ones at the end. */
export function asShown(questions: readonly HostQuestion[], shown: readonly HostQuestion[]): HostQuestion[] {
  const places = new Map(shown.map(({ id }, at) => [id, at]));
  const place = ({ id }: HostQuestion) => places.get(id) ?? places.size;
  return [...questions].sort((a, b) => place(a) - place(b));
}
