// One or several options to choose from, on the host's console.
import { t } from '../../host/text';
import { takesSeveral } from '../../lib/kind';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './BarChart.svelte';
import Table from './BarTable.svelte';
import Compose from './Compose.svelte';
import ComposeRules from './ComposeRules.svelte';
import Rounds from './RoundsTable.svelte';

function rule({ kind, max_choices: max, options }: HostPoll): string {
  if (!takesSeveral(kind)) return t('rule_single');
  return max < options.length ? t('rule_up_to', { max }) : t('rule_any');
}

export const choice: ConsoleKind = {
  Chart,
  Table,
  Rounds,
  rule,
  Compose,
  ComposeRules,
  composeHint: ({ options: { length } }) =>
    t(length === 0 ? 'hint_yes_no' : length === 1 ? 'hint_one_more' : 'hint_options'),
  hasRightAnswers: true,
};
