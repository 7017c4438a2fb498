// A rating on the voter's page; loaded with the first one.
import '../ballots.css';
import '../results.css';
import { t } from '../../vote/text';
import type { PhoneKind } from '../kind';
import { ofOptions } from '../shared/personal';
import { highest, marks, markText } from '../shared/scale';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import type { RatingAnswer, RatingPoll } from './types';
import { name, outcome, right } from './wording';

const hint = (poll: RatingPoll): string => t('rate_from', { from: poll.scale_from, to: highest(poll) });

const rating: PhoneKind<RatingPoll, RatingAnswer> = {
  Ballot,
  Results,
  empty: { options: [] },
  hint,
  missing: (poll, { options }) => (options.length ? '' : hint(poll)),
  short: (poll, { options }) => `${marks(poll)[poll.options.findIndex(({ id }) => options.includes(id))]?.mark ?? ''}`,
  name,
  outcome,
  personal: (poll, { options }) => ofOptions(poll, options, (index) => markText(marks(poll)[index]!)),
  right,
};
export default rating;
