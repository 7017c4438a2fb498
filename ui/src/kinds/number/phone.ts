// An estimate on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { written } from './format';
import { unambiguous, valueOf } from './reading';
import Results from './Results.svelte';
import type { NumberAnswer, NumberPoll } from './types';
import { personal } from './personal';
import { hint, missing, name, outcome, right } from './wording';

const number: PhoneKind<NumberPoll, NumberAnswer> = {
  Ballot,
  Results,
  empty: { number: '' },
  hint,
  missing,
  short: (poll, { number }) => written(valueOf(poll, number)!, poll.unit),
  sent: (poll, { number }) => {
    const value = valueOf(poll, number);
    return { number: value ? unambiguous(value) : number };
  },
  name,
  outcome,
  personal,
  right,
};
export default number;
