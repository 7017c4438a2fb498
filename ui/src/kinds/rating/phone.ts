// A rating on the voter's page; loaded with the first one.
import '../ballots.css';
import '../results.css';
import { t } from '../../vote/text';
import type { PhoneKind } from '../kind';
import { highest } from '../shared/scale';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import type { RatingAnswer, RatingPoll } from './types';
import { name, outcome, right } from './wording';

const rating: PhoneKind<RatingPoll, RatingAnswer> = {
  Ballot,
  Results,
  empty: { options: [] },
  hint: (poll) => t('rate_from', { from: poll.scale_from, to: highest(poll) }),
  canSend: (_, { options }) => options.length > 0,
  name,
  outcome,
  right,
};
export default rating;
