// Points to share out on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { PointsPoll } from './types';

export const points: ConsoleKind<HostPoll & PointsPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: ({ budget }) => t('rule_points', { budget }),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_points'),
  hasRightAnswers: false,
};
