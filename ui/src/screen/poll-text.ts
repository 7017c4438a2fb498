// Whether the projector shows counts, and the text of a poll's state.
import { namesOptions, takesSeveral } from '../lib/kind';
import { language } from '../lib/text';
import type { PollState, Results, StageNow } from '../lib/wire.gen';

/** Whether counts are shown: the poll was opened, and its rule and the host's switch both allow it. */
export const bars = (stage: Pick<StageNow, 'bars'>, results: Pick<Results, 'results_visible' | 'state'>): boolean =>
  stage.bars && results.results_visible && (results.state === 'open' || results.state === 'closed');

/** The key of a state's text. */
export const stateKey = (state: PollState): 'screen_open' | 'screen_closed' | 'screen_ready' =>
  state === 'open' ? 'screen_open' : state === 'closed' ? 'screen_closed' : 'screen_ready';

/** How many voters have named the right option, in percent as text; null where counts do not say so: without a right option, without
 *  votes, and where a ballot may name several. */
export function gotIt({
  kind,
  options,
  total_votes,
}: Pick<Results, 'kind' | 'options' | 'total_votes'>): string | null {
  const right = options.filter(({ correct }) => correct);
  if (!right.length || !total_votes || !namesOptions(kind) || takesSeveral(kind)) return null;
  const share = right.reduce((sum, { vote_count }) => sum + (vote_count ?? 0), 0) / total_votes;
  return new Intl.NumberFormat(language(), { style: 'percent' }).format(share);
}
