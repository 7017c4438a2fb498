// A grid on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import { highest } from '../shared/scale';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { GridPoll } from './types';

export const grid: ConsoleKind<HostPoll & GridPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: (poll) => t('rule_grid', { from: poll.scale_from, to: highest(poll) }),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_grid'),
  hasRightAnswers: false,
};
