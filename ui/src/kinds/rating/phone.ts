// A rating on the voter's page.
import { t } from '../../vote/text';
import { wording } from '../choice/wording';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';

export const rating: PhoneKind = {
  Ballot,
  Results,
  hint: ({ options }) => t('rate', { max: options.length }),
  ...wording(false),
};
