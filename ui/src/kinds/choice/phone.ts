// One or several options to choose from, on the voter's page.
import { canSend } from '../../vote/selection';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { hint } from './hint';
import Results from './Results.svelte';
import { wording } from './wording';

export const choice: PhoneKind = {
  Ballot,
  Results,
  hint: (poll, { options }) => hint(poll, options.length),
  canSend: (poll, { options }) => canSend(poll, options),
  ...wording(true),
};
