// Numbers and words of a poll as the projector writes them.
import { language } from '../lib/text';
import type { PollState, Results, StageNow } from '../lib/wire.gen';

/** Whether counts are shown: there can be some, and the poll's rule and the host both let them. */
export const bars = (stage: Pick<StageNow, 'bars'>, results: Pick<Results, 'results_visible' | 'state'>): boolean =>
  stage.bars && results.results_visible && (results.state === 'open' || results.state === 'closed');

/** `K7Q2M9` as a person reads it out. */
export const halves = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The mean of a rating with one decimal: 3.8, 3,8. */
export const mean = (value: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(value);

/** The key of a state's word. */
export const word = (state: PollState): 'screen_open' | 'screen_closed' | 'screen_ready' =>
  state === 'open' ? 'screen_open' : state === 'closed' ? 'screen_closed' : 'screen_ready';
