// A rating on the voter's page; loaded with the first one.
import { t } from '../../vote/text';
import { choice } from '../choice/phone';
import { wording } from '../choice/wording';
import type { PhoneKind } from '../kind';
import { highest } from '../shared/scale';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import { hasScale } from './types';
import { name, outcome, withMean } from './wording';

const plain = wording(false);

const rating: PhoneKind = {
  Ballot,
  Results,
  hint: (poll) =>
    hasScale(poll)
      ? t('rate_from', { from: poll.scale_from, to: highest(poll) })
      : t('rate', { max: poll.options.length }),
  canSend: choice.canSend,
  name: (poll, answer) => (hasScale(poll) ? name(poll, answer) : plain.name(poll, answer)),
  outcome: (poll) => (hasScale(poll) ? outcome(poll) : withMean(plain.outcome(poll), poll.mean)),
  right: plain.right,
};
export default rating;
