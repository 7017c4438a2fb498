// The right answer of an estimate as text.
import { written } from './format';
import type { RightNumber } from '../../lib/wire.gen';

/** "6,650 km (± 50)". */
export function rightText({ value, tolerance }: RightNumber, unit: string): string {
  const margin = Number(tolerance) ? ` (± ${written(tolerance, '')})` : '';
  return written(value, unit) + margin;
}
