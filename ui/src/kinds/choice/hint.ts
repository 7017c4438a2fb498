// The instruction above a ballot.
import { takesSeveral } from '../../lib/kind';
import type { Results } from '../../lib/wire.gen';
import { t } from '../../vote/text';

type Rule = Pick<Results, 'kind' | 'min_choices' | 'max_choices' | 'options'>;

/** How many options a ballot names, as a sentence; once some are chosen, how many are missing or chosen. */
export function hint({ kind, min_choices: min, max_choices: max, options }: Rule, chosen: number): string {
  if (!takesSeveral(kind) || max === 1) return t('choose_one');
  if (chosen > 0 && chosen < min) return t('chosen_needs', { chosen, n: min - chosen });
  if (chosen > 0) return t('chosen_of', { chosen, max });
  if (min === max) return t('choose_exactly', { max });
  if (max === options.length) return min > 1 ? t('choose_least', { min }) : t('choose_any');
  return min > 1 ? t('choose_between', { min, max }) : t('choose_up_to', { max });
}
