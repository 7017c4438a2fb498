// How marks fill a grid.
import type { GridAnswer, GridPoll } from './types';

type Rule = Pick<GridPoll, 'options' | 'partial'>;
type Marks = GridAnswer['marks'];

/** The marks with this one for a statement; null takes it back. */
export function set(marks: Marks, id: number, mark: number | null): Marks {
  const others = { ...marks };
  delete others[id];
  return mark === null ? others : { ...others, [id]: mark };
}

/** Statements that have a mark. */
export const rated = ({ options }: Rule, marks: Marks): number => options.filter(({ id }) => id in marks).length;

/** Whether a vote may mark these statements. */
export const canSend = (rule: Rule, marks: Marks): boolean =>
  rated(rule, marks) >= (rule.partial ? 1 : rule.options.length);
