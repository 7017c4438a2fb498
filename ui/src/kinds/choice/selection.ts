// How a tap changes the choice, and when a choice can be sent.
import { takesSeveral } from '../../lib/kind';
import type { Results } from '../../lib/wire.gen';

type Rule = Pick<Results, 'kind' | 'min_choices' | 'max_choices'>;

/** The choice after a tap on option `id`. */
export function select(rule: Rule, chosen: readonly number[], id: number): number[] {
  if (!takesSeveral(rule.kind)) return [id];
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return isFull(rule, chosen) ? [...chosen] : [...chosen, id];
}

/** Whether a ballot with several options can name no further one. */
export const isFull = (rule: Rule, chosen: readonly number[]): boolean =>
  takesSeveral(rule.kind) && chosen.length >= rule.max_choices;

/** Whether a ballot may name as many options as are chosen. */
export const canSend = (rule: Rule, chosen: readonly number[]): boolean =>
  chosen.length >= Math.max(1, rule.min_choices) && chosen.length <= Math.max(1, rule.max_choices);
