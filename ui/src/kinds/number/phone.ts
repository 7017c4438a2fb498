// An estimate on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { read, unambiguous } from './reading';
import Results from './Results.svelte';
import type { NumberAnswer, NumberPoll } from './types';
import { hint, name, outcome, right } from './wording';

const number: PhoneKind<NumberPoll, NumberAnswer> = {
  Ballot,
  Results,
  empty: { number: '' },
  hint,
  canSend: (poll, { number }) => 'value' in read(poll, number),
  sent: (poll, { number }) => {
    const reading = read(poll, number);
    return { number: 'value' in reading ? unambiguous(reading.value) : number };
  },
  name,
  outcome,
  right,
};
export default number;
