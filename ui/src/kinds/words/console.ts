// Words on the host's console.
import { many, t } from '../../host/text';
import type { HostPoll } from '../../lib/wire.gen';
import type { ConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';
import Files from './Files.svelte';
import Rounds from './Rounds.svelte';
import type { WordsPoll } from './types';

export const words: ConsoleKind<HostPoll & WordsPoll> = {
  Chart,
  Table: null,
  Files,
  Rounds,
  rule: ({ most }) => many('rule_words', most),
  Compose,
  ComposeRules: null,
  composeHint: () => t('hint_words'),
  hasRightAnswers: false,
};
