// A ranking on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import type { RankingAnswer, RankingPoll } from './types';
import { hint, missing, name, outcome, personal } from './wording';

const ranking: PhoneKind<RankingPoll, RankingAnswer> = {
  Ballot,
  Results,
  empty: { ranking: [] },
  hint,
  missing,
  name,
  outcome,
  personal,
  right: () => [],
};
export default ranking;
