// The right answer of an estimate as text.
import { written } from './format';
import type { NumberPoll } from './types';

/** "6,650 km (± 50)". */
export function rightText({ value, tolerance }: NonNullable<NumberPoll['right']>, unit: string): string {
  const margin = Number(tolerance) ? ` (± ${written(tolerance, '')})` : '';
  return written(value, unit) + margin;
}
