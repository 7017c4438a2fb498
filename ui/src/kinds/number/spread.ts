// The bins of an estimate as columns, and places in them.
import { written } from './format';
import type { NumberResult } from '../../lib/wire.gen';
import { t } from '../text';

type Bins = NumberResult['bins'];

/** Where a value stands in the row of bins, in percent of its width. */
export function placeOf(bins: Bins, value: string): number {
  const [from, to] = [Number(bins[0]?.from ?? 0), Number(bins[bins.length - 1]?.to ?? 0)];
  return to > from ? Math.max(0, Math.min(100, ((Number(value) - from) / (to - from)) * 100)) : 50;
}

/** The bins as columns of a histogram. */
export const columnsOf = (bins: Bins, unit: string) =>
  bins.map(({ from, to, count }) => ({
    name: t('number_range', { from: written(from, ''), to: written(to, unit) }),
    foot: '',
    count,
  }));
