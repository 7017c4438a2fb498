// A rating on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import { highest } from '../shared/scale';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { RatingPoll } from './types';

export const rating: ConsoleKind<HostPoll & RatingPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: (poll) => t('rule_rating', { from: poll.scale_from, to: highest(poll) }),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_rating'),
  hasRightAnswers: false,
};
