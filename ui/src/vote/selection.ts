// What a tap on an option does to the choice, and when a choice can be sent.
import { takesSeveral } from '../lib/kind';
import type { Results } from '../lib/wire.gen';

type Rule = Pick<Results, 'kind' | 'min_choices' | 'max_choices'>;

export function select(rule: Rule, chosen: readonly number[], id: number): number[] {
  if (!takesSeveral(rule.kind)) return [id];
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return isFull(rule, chosen) ? [...chosen] : [...chosen, id];
}

/** With several choices: no further option can be taken. */
export const isFull = (rule: Rule, chosen: readonly number[]): boolean =>
  takesSeveral(rule.kind) && chosen.length >= rule.max_choices;

export const canSend = (rule: Rule, chosen: readonly number[]): boolean =>
  chosen.length >= Math.max(1, rule.min_choices) && chosen.length <= Math.max(1, rule.max_choices);
