// What results say of this phone's own number.
import { t } from '../../vote/text';
import type { Personal } from '../kind';
import { verdict } from '../shared/personal';
import { written } from './format';
import { valueOf } from './reading';
import type { NumberAnswer, NumberPoll } from './types';

/** Numbers have at most six decimals: a difference has no more. */
const distance = (one: string, other: string): number => Number(Math.abs(Number(one) - Number(other)).toFixed(6));

export function personal(poll: NumberPoll, answer: NumberAnswer): Personal {
  const value = valueOf(poll, answer.number);
  if (value === null) return { isRight: false, lines: [] };
  const { right, number, unit } = poll;
  const isRight = right !== undefined && distance(value, right.value) <= Number(right.tolerance);
  const median = number?.median;
  const beside = median && t('own_number', { value: written(value, unit), median: written(median, unit) });
  return { isRight, lines: [right ? verdict(isRight) : '', beside || ''].filter(Boolean) };
}
