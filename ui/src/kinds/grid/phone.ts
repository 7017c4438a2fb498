// A grid on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import type { GridAnswer, GridPoll } from './types';
import { hint, missing, name, outcome } from './wording';

const grid: PhoneKind<GridPoll, GridAnswer> = {
  Ballot,
  Results,
  empty: { marks: {} },
  hint,
  missing,
  name,
  outcome,
  right: () => [],
};
export default grid;
