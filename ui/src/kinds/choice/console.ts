// One or several options to choose from, on the host's console.
import { t } from '../../host/text';
import { takesSeveral } from '../../lib/kind';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './BarChart.svelte';
import Table from './BarTable.svelte';
import Compose from './Compose.svelte';
import ComposeRules from './ComposeRules.svelte';
import Rounds from './Rounds.svelte';

export function rule({ kind, min_choices: min, max_choices: max, options }: HostPoll): string {
  if (!takesSeveral(kind)) return t('rule_single');
  if (min === max) return t('rule_exactly', { max });
  if (max === options.length) return min > 1 ? t('rule_least', { min }) : t('rule_any');
  return min > 1 ? t('rule_between', { min, max }) : t('rule_up_to', { max });
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
