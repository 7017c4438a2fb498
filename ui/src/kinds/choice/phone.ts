// One or several options to choose from, on the voter's page; loaded with the first poll of this kind.
import type { ChoiceAnswer, ChoicePoll, PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { hint } from './hint';
import Results from './Results.svelte';
import { canSend } from './selection';
import { wording } from './wording';

const choice: PhoneKind<ChoicePoll, ChoiceAnswer> = {
  Ballot,
  Results,
  empty: { options: [] },
  hint: (poll, { options }) => hint(poll, options.length),
  missing: (poll, { options }) => (canSend(poll, options) ? '' : hint(poll, options.length)),
  ...wording,
};
export default choice;
