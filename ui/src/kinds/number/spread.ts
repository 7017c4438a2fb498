// The bins of an estimate as columns, and places in them.
import { written } from './format';
import type { NumberResult } from '../../lib/wire.gen';
import { t } from '../text';

type Bins = NumberResult['bins'];

/** Where a value stands in the row of bins, in percent of its width. All columns are equally wide, the bins at the ends may not be. */
export function placeOf(bins: Bins, value: string): number {
  const index = bins.findIndex(({ to }) => +to >= +value);
  const { from, to } = bins[index] ?? bins[0]!;
  return ((index + (+value < +from ? 0 : from === to ? 0.5 : (+value - +from) / (+to - +from))) / bins.length) * 100;
}

/** The bins as columns of a histogram. */
export const columnsOf = (bins: Bins, unit: string) =>
  bins.map(({ from, to, count }) => ({
    name: t('number_range', { from: written(from, ''), to: written(to, unit) }),
    foot: '',
    count,
  }));
