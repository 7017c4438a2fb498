// A ranking on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { canSend, known } from './order';
import Results from './Results.svelte';
import type { RankingAnswer, RankingPoll } from './types';
import { hint, name, outcome } from './wording';

const ranking: PhoneKind<RankingPoll, RankingAnswer> = {
  Ballot,
  Results,
  empty: { ranking: [] },
  hint,
  canSend: (poll, { ranking }) => canSend(poll, known(poll, ranking)),
  name,
  outcome,
  right: () => [],
};
export default ranking;
