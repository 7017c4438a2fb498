// The numbers and texts of a poll on the projector.
import { language } from '../lib/text';
import type { PollState, Results, StageNow } from '../lib/wire.gen';

/** Whether counts are shown: the poll was opened, and its rule and the host's switch both allow it. */
export const bars = (stage: Pick<StageNow, 'bars'>, results: Pick<Results, 'results_visible' | 'state'>): boolean =>
  stage.bars && results.results_visible && (results.state === 'open' || results.state === 'closed');

/** `K7Q2M9` in two halves, which are easier to read out. */
export const halves = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The mean of a rating with one or two decimals: 3.8, 3,86. */
export const mean = (value: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(value);

/** The key of a state's text. */
export const word = (state: PollState): 'screen_open' | 'screen_closed' | 'screen_ready' =>
  state === 'open' ? 'screen_open' : state === 'closed' ? 'screen_closed' : 'screen_ready';
