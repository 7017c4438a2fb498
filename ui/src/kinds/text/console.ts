// Open answers on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { TextPoll } from './types';

export const text: ConsoleKind<HostPoll & TextPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: () => t('rule_text'),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_text'),
  hasRightAnswers: false,
};
