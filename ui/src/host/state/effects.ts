// What the room will see of a step, as a sentence: beside the button that takes it, and in its tooltip.
import type { Results, StageNow } from '../../lib/wire.gen';
import { isPublic } from '../stage/truth';
import type { TextKey } from '../text';
import type { Step } from './steps';

type Poll = Pick<Results, 'state' | 'results' | 'revealed'>;

/** What the room will see of the next step. */
export function effectOfStep(step: Step['name'], poll: Poll): TextKey {
  if (step === 'open') return effectOfOpening(poll);
  if (step === 'close') return isPublic(poll) ? 'sees_close' : 'sees_close_hidden';
  return `sees_${step}`;
}

/** What the room will see of an opened poll. */
const effectOfOpening = (poll: Poll): TextKey =>
  isPublic(poll) ? 'sees_open' : poll.results === 'after_vote' ? 'sees_open_voted' : 'sees_open_hidden';

/** What the room will see of opening or closing the poll. */
export const effectOfToggle = (poll: Poll): TextKey => effectOfStep(poll.state === 'open' ? 'close' : 'open', poll);

/** What the room will see of revealing or hiding the results; where phones see them anyway, of the bars on the projector. */
export const effectOfReveal = (poll: Poll, stage: Pick<StageNow, 'bars'>): TextKey =>
  poll.results === 'live' ? (stage.bars ? 'sees_no_bars' : 'sees_bars') : poll.revealed ? 'sees_hide' : 'sees_reveal';
