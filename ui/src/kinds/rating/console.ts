// A rating on the host's console.
import { t } from '../../host/text';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import Table from './Table.svelte';

export const rating: ConsoleKind = {
  Chart,
  Table,
  Rounds,
  rule: () => t('rule_rating'),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_rating'),
  hasRightAnswers: false,
};
