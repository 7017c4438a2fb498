// An estimate on the voter's page; loaded with the first poll of this kind.
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { read } from './reading';
import Results from './Results.svelte';
import type { NumberAnswer, NumberPoll } from './types';
import { hint, name, outcome, right } from './wording';

const number: PhoneKind<NumberPoll, NumberAnswer> = {
  Ballot,
  Results,
  hint,
  canSend: (poll, { number }) => 'value' in read(poll, number),
  name,
  outcome,
  right,
};
export default number;
