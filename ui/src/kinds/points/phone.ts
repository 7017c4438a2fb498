// Points to share out on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { canSend } from './budget';
import Results from './Results.svelte';
import type { PointsAnswer, PointsPoll } from './types';
import { hint, name, outcome } from './wording';

const points: PhoneKind<PointsPoll, PointsAnswer> = {
  Ballot,
  Results,
  empty: { points: {} },
  hint,
  missing: (poll, answer) => (canSend(poll, answer.points) ? '' : hint(poll, answer)),
  name,
  outcome,
  right: () => [],
};
export default points;
