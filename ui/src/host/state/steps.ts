// The state machine behind the keys: the next step of a meeting, one step back, and what each toggle changes.
// draft → on stage → open → close → reveal (where results are hidden until then) → right answer (where there is one)
// → the next poll of the meeting.
import type { PollPatch, PollSummary, Results, View } from '../../lib/wire.gen';

type PollStatus = Pick<
  Results,
  'poll_code' | 'state' | 'results' | 'revealed' | 'answer_shown' | 'total_votes' | 'options' | 'right'
>;

/** A step forward: a change of this poll, another poll on stage, or a new question. */
export type Step =
  | { name: 'open' | 'close' | 'reveal' | 'answer'; patch: PollPatch }
  | { name: 'stage' | 'next' | 'return'; stage: string }
  | { name: 'new' };

/** A step back: a change of this poll, or another poll on stage. */
export type Back =
  | { name: 'hide' | 'hide_answer' | 'reopen' | 'unopen'; patch: PollPatch }
  | { name: 'previous' | 'return'; stage: string };

/** What phones and the projector show: the code of the poll on stage, or null and in `view` what is shown instead. */
export type RoomView = { staged: string | null; view: View };

/** The next step; `polls` are the meeting's, in their order. */
export function nextStep(poll: PollStatus, { staged, view }: RoomView, polls: readonly PollSummary[]): Step {
  if (isHidden(poll, view)) return { name: 'return', stage: poll.poll_code };
  if (poll.state === 'open') return { name: 'close', patch: { state: 'closed' } };
  if (poll.poll_code !== staged) return { name: 'stage', stage: poll.poll_code };
  if (poll.state !== 'closed') return { name: 'open', patch: { state: 'open' } };
  if (awaitsReveal(poll)) return { name: 'reveal', patch: { revealed: true } };
  if (hasAnswer(poll) && !poll.answer_shown) return { name: 'answer', patch: { answer_shown: true } };
  const following = neighbour(poll, polls, 1);
  return following ? { name: 'next', stage: following } : { name: 'new' };
}

/** One step back; null where it would discard votes, and before the first poll. */
export function stepBack(poll: PollStatus, { view }: RoomView, polls: readonly PollSummary[]): Back | null {
  if (isHidden(poll, view)) return { name: 'return', stage: poll.poll_code };
  if (poll.answer_shown) return { name: 'hide_answer', patch: { answer_shown: false } };
  if (poll.state === 'closed' && poll.revealed && poll.results !== 'live')
    return { name: 'hide', patch: { revealed: false } };
  if (poll.state === 'closed') return { name: 'reopen', patch: { state: 'open' } };
  if (poll.state === 'open') return poll.total_votes === 0 ? { name: 'unopen', patch: { state: 'ready' } } : null;
  const previous = neighbour(poll, polls, -1);
  return previous ? { name: 'previous', stage: previous } : null;
}

/** `O`: opens or closes the poll. */
export const toggleOpen = (poll: Pick<PollStatus, 'state'>): PollPatch => ({
  state: poll.state === 'open' ? 'closed' : 'open',
});

/** `R`: reveals or hides the results; null where phones see them anyway, and before the poll was opened. */
export const toggleReveal = (poll: Pick<PollStatus, 'results' | 'revealed' | 'state'>): PollPatch | null =>
  poll.results === 'live' || poll.state === 'draft' || poll.state === 'ready' ? null : { revealed: !poll.revealed };

/** Whether `R` switches the bars on the projector instead: phones see the counts of this poll anyway, and the projector shows it. */
export const switchesBars = (
  poll: Pick<PollStatus, 'poll_code' | 'results' | 'state'>,
  staged: string | null,
): boolean => poll.results === 'live' && poll.poll_code === staged && poll.state !== 'ready';

/** Whether a patch opens a closed poll that has votes: phones that have voted would show that. */
export const reopensVotes = (poll: Pick<PollStatus, 'state' | 'total_votes'>, patch: PollPatch): boolean =>
  patch.state === 'open' && poll.state === 'closed' && poll.total_votes > 0;

/** `C`: shows or hides the right answer; null while there is none to show. */
export const toggleAnswer = (poll: PollStatus): PollPatch | null =>
  hasAnswer(poll) && poll.state === 'closed' ? { answer_shown: !poll.answer_shown } : null;

/** Whether `N` starts another round: only a poll with votes has a first one. */
export const canRunAgain = (poll: Pick<PollStatus, 'total_votes'>): boolean => poll.total_votes > 0;

/** The patch that undoes `patch` on a poll in this state; null where none does. */
export function inverse(poll: PollStatus, patch: PollPatch): PollPatch | null {
  const back: PollPatch = {};
  if (patch.revealed !== undefined) back.revealed = poll.revealed;
  if (patch.answer_shown !== undefined) back.answer_shown = poll.answer_shown;
  if (patch.state !== undefined) {
    // A draft that was opened goes back to `ready`, not to `draft`: it stays on stage.
    back.state = patch.state === 'open' && poll.state === 'draft' ? 'ready' : poll.state;
  }
  return Object.keys(back).length ? back : null;
}

/** Whether one of the options is a right answer, or a number. */
export const hasAnswer = ({ options, right }: Pick<PollStatus, 'options' | 'right'>): boolean =>
  !!right || options.some((option) => option.correct);

/** Whether the lobby or a blank screen hides a started poll: then a step only shows it again, and changes nothing. */
const isHidden = (poll: PollStatus, view: View) =>
  view !== 'poll' && (poll.state === 'open' || poll.state === 'closed');

const awaitsReveal = (poll: PollStatus) => poll.results !== 'live' && !poll.revealed;

function neighbour(poll: PollStatus, polls: readonly PollSummary[], step: 1 | -1): string | null {
  const at = polls.findIndex(({ poll_code }) => poll_code === poll.poll_code);
  return (at >= 0 && polls[at + step]?.poll_code) || null;
}
