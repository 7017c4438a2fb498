import { isScale, takesSeveral } from '../lib/kind';
import type { Results } from '../lib/wire.gen';
import { t } from './text';

type Rule = Pick<Results, 'kind' | 'min_choices' | 'max_choices'>;

/** How many options a ballot names, in words; once some are chosen, how many of how many. */
export function hint({ kind, min_choices: min, max_choices: max }: Rule, chosen: number): string {
  if (!takesSeveral(kind)) return t(isScale(kind) ? 'rate' : 'choose_one');
  if (chosen > 0) return t('chosen_of', { chosen, max });
  if (min === max) return t('choose_exactly', { max });
  return min > 1 ? t('choose_between', { min, max }) : t('choose_up_to', { max });
}
