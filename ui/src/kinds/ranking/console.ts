// A ranking on the host's console.
import { t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Rounds from './Rounds.svelte';
import type { RankingPoll } from './types';

export const ranking: ConsoleKind<HostPoll & RankingPoll> = {
  Chart,
  Table: null,
  Rounds,
  rule: ({ max_ranked: max, options }) => (max < options.length ? t('rule_ranking_top', { max }) : t('rule_ranking')),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_ranking'),
  hasRightAnswers: false,
};
