// An estimate on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { NumberPoll } from './types';

export const number: ConsoleKind<HostPoll & NumberPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: ({ unit }) => (unit ? t('rule_number_unit', { unit }) : t('rule_number')),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_number'),
  hasRightAnswers: false,
};
