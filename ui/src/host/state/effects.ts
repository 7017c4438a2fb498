// What the room will see of a step, as a sentence: beside the button that takes it, and in its tooltip.
import type { Results, StageNow } from '../../lib/wire.gen';
import { isPublic } from '../stage/truth';
import type { TextKey } from '../text';
import type { Step } from './steps';

type Poll = Pick<Results, 'state' | 'results' | 'revealed'>;

/** `bars`: whether the projector shows counts, or will once it shows this poll; `isStaged`: whether it shows this poll. */
export type Room = Pick<StageNow, 'bars'> & { isStaged: boolean };

/** What the room will see of the next step; `following`: the poll after this one. */
export function effectOfStep(step: Step['name'], poll: Poll, room: Room, following?: Poll): TextKey {
  if (step === 'stage' && poll.state === 'closed') return effectOfStagedResult(poll, room);
  if (step === 'next' && following?.state === 'closed' && isPublic(following)) return 'sees_next_result';
  if (step === 'open') return effectOfOpening(poll, room);
  if (step === 'close') return effectOfClosing(poll, room);
  if (step === 'reveal') return effectOfReveal(poll, room);
  if (step === 'answer') return effectOfAnswer(false, room);
  return `sees_${step}`;
}

/** What the room will see of an opened poll, which is then on stage. */
function effectOfOpening(poll: Poll, { bars }: Room): TextKey {
  if (isPublic(poll)) return bars ? 'sees_open' : 'sees_open_no_bars';
  return poll.results === 'after_vote' ? 'sees_open_voted' : 'sees_open_hidden';
}

/** What the room will see of a closed poll that is put on stage. */
function effectOfStagedResult(poll: Poll, { bars }: Room): TextKey {
  if (isPublic(poll)) return bars ? 'sees_reveal' : 'sees_reveal_no_bars';
  return poll.results === 'after_vote' ? 'sees_stage_voted' : 'sees_stage_closed';
}

function effectOfClosing(poll: Poll, { bars, isStaged }: Room): TextKey {
  if (!isStaged) return 'sees_off_stage';
  if (isPublic(poll)) return bars ? 'sees_close' : 'sees_close_no_bars';
  return poll.results === 'after_vote' ? 'sees_close_voted' : 'sees_close_hidden';
}

/** What the room will see of opening or closing the poll. */
export const effectOfToggle = (poll: Poll, room: Room): TextKey =>
  effectOfStep(poll.state === 'open' ? 'close' : 'open', poll, room);

/** What the room will see of revealing or hiding the results; where phones see them anyway, of the bars on the projector. */
export function effectOfReveal(poll: Poll, { bars, isStaged }: Room): TextKey {
  if (poll.results === 'live') return bars ? 'sees_no_bars' : 'sees_bars';
  if (!isStaged) return 'sees_off_stage';
  if (poll.revealed) return poll.results === 'after_vote' ? 'sees_hide_voted' : 'sees_hide';
  return bars ? 'sees_reveal' : 'sees_reveal_no_bars';
}

/** What the room will see of showing the right answer, or of hiding it where it is shown. */
export const effectOfAnswer = (isShown: boolean, { isStaged }: Room): TextKey =>
  !isStaged ? 'sees_off_stage' : isShown ? 'sees_hide_answer' : 'sees_answer';

/** What the room will see of a timer. */
export const effectOfTimer = ({ isStaged }: Room): TextKey => (isStaged ? 'sees_timer' : 'sees_timer_off_stage');
