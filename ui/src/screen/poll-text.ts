// Whether the projector shows counts, and the text of a poll's state.
import type { PollState, Results, StageNow } from '../lib/wire.gen';

/** Whether counts are shown: the poll was opened, and its rule and the host's switch both allow it. */
export const bars = (stage: Pick<StageNow, 'bars'>, results: Pick<Results, 'results_visible' | 'state'>): boolean =>
  stage.bars && results.results_visible && (results.state === 'open' || results.state === 'closed');

/** The key of a state's text. */
export const stateKey = (state: PollState): 'screen_open' | 'screen_closed' | 'screen_ready' =>
  state === 'open' ? 'screen_open' : state === 'closed' ? 'screen_closed' : 'screen_ready';
