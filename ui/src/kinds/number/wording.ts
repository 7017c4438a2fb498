// An estimate in words.
import { many, t } from '../../vote/text';
import type { Named } from '../kind';
import { written } from './format';
import { read, type Refused, valueOf } from './reading';
import { rightText } from './right';
import type { NumberAnswer, NumberPoll } from './types';

/** "From 0 to 500 km", or the bound that there is; empty without one. */
function bounds({ from, to, unit }: NumberPoll): string {
  const least = from && written(from, unit);
  const most = to && written(to, unit);
  if (least && most) return t('number_range', { from: least, to: most });
  return least ? t('number_least', { from: least }) : most ? t('number_most', { to: most }) : '';
}

const places = ({ decimals }: NumberPoll): string => (decimals ? many('number_decimals', decimals) : t('number_whole'));

export const hint = (poll: NumberPoll): string => bounds(poll) || places(poll);

/** Why a typed number cannot be sent. */
export function refusal(poll: NumberPoll, why: Refused): string {
  const outside = bounds(poll) || t('number_long');
  const texts: Record<Refused, string> = {
    empty: '',
    not_a_number: t('number_bad'),
    too_many_decimals: places(poll),
    too_small: outside,
    too_large: outside,
  };
  return texts[why];
}

/** What to type, which number is meant, or why this is none. */
export function missing(poll: NumberPoll, { number }: NumberAnswer): string {
  const reading = read(poll, number);
  if ('value' in reading) return '';
  return 'ask' in reading ? t('number_which') : refusal(poll, reading.refuse) || t('number_first');
}

export function name(poll: NumberPoll, answer: NumberAnswer): Named[] {
  const value = valueOf(poll, answer.number);
  return value ? [{ letter: '', text: written(value, poll.unit) }] : [];
}

/** "Results: median 3.2 km, middle half 3 km to 3.5 km, 41 answers." */
export function outcome({ number, unit }: NumberPoll): string {
  if (!number?.quartiles) return t('no_votes');
  const [from, to] = number.quartiles;
  const median = t('median', { median: written(number.median!, unit) });
  const middle = t('middle_half', { from: written(from, unit), to: written(to, unit) });
  return `${t('results')}: ${median}, ${middle}, ${many('answers', number.count)}.`;
}

export function right({ right, unit }: NumberPoll): Named[] {
  return right ? [{ letter: '', text: rightText(right, unit) }] : [];
}
