// The one-key flow: what the next step of a meeting is, what one step back is, and what each key does.
// draft → on stage → open → close → reveal (where results wait for it) → right answer (where there is one)
// → the next poll of the meeting.
import type { PollPatch, PollSummary, Results, View } from '../../lib/wire.gen';

type Stand = Pick<Results, 'poll_code' | 'state' | 'results' | 'revealed' | 'answer_shown' | 'total_votes' | 'options'>;

/** What a press comes to: a change of this poll, another poll on stage, or a new question. */
export type Step =
  | { name: 'open' | 'close' | 'reveal' | 'answer'; patch: PollPatch }
  | { name: 'stage' | 'next' | 'return'; stage: string }
  | { name: 'new' };

export type Back =
  | { name: 'hide' | 'hide_answer' | 'reopen' | 'unopen'; patch: PollPatch }
  | { name: 'previous' | 'return'; stage: string };

/** What the room sees: the poll on stage, null where it sees none; and why not. */
export type Shown = { staged: string | null; view: View };

/** `polls`: the meeting in its order. */
export function nextStep(poll: Stand, { staged, view }: Shown, polls: readonly PollSummary[]): Step {
  if (isHidden(poll, view)) return { name: 'return', stage: poll.poll_code };
  if (poll.state === 'open') return { name: 'close', patch: { state: 'closed' } };
  if (poll.poll_code !== staged) return { name: 'stage', stage: poll.poll_code };
  if (poll.state !== 'closed') return { name: 'open', patch: { state: 'open' } };
  if (waits(poll)) return { name: 'reveal', patch: { revealed: true } };
  if (hasAnswer(poll) && !poll.answer_shown) return { name: 'answer', patch: { answer_shown: true } };
  const following = neighbour(poll, polls, 1);
  return following ? { name: 'next', stage: following } : { name: 'new' };
}

/** One step back; null where it would lose a vote, or where there is nothing before. */
export function stepBack(poll: Stand, { view }: Shown, polls: readonly PollSummary[]): Back | null {
  if (isHidden(poll, view)) return { name: 'return', stage: poll.poll_code };
  if (poll.answer_shown) return { name: 'hide_answer', patch: { answer_shown: false } };
  if (poll.state === 'closed' && poll.revealed && poll.results !== 'live')
    return { name: 'hide', patch: { revealed: false } };
  if (poll.state === 'closed') return { name: 'reopen', patch: { state: 'open' } };
  if (poll.state === 'open') return poll.total_votes === 0 ? { name: 'unopen', patch: { state: 'ready' } } : null;
  const before = neighbour(poll, polls, -1);
  return before ? { name: 'previous', stage: before } : null;
}

/** `O`: open or close. */
export const toggleOpen = (poll: Pick<Stand, 'state'>): PollPatch => ({
  state: poll.state === 'open' ? 'closed' : 'open',
});

/** `R`: reveal or hide again; null where phones see the results anyway, and then the projector's bars are meant. */
export const toggleReveal = (poll: Pick<Stand, 'results' | 'revealed' | 'state'>): PollPatch | null =>
  poll.results === 'live' || poll.state === 'draft' || poll.state === 'ready' ? null : { revealed: !poll.revealed };

/** `C`: show or hide the right answer; null while there is none to show. */
export const toggleAnswer = (poll: Stand): PollPatch | null =>
  hasAnswer(poll) && poll.state === 'closed' ? { answer_shown: !poll.answer_shown } : null;

/** `N` on a poll with votes: another round. */
export const canRunAgain = (poll: Pick<Stand, 'total_votes'>): boolean => poll.total_votes > 0;

/** What brings a poll back to where it stood before `patch`; null where nothing could. */
export function inverse(poll: Stand, patch: PollPatch): PollPatch | null {
  const back: PollPatch = {};
  if (patch.revealed !== undefined) back.revealed = poll.revealed;
  if (patch.answer_shown !== undefined) back.answer_shown = poll.answer_shown;
  if (patch.state !== undefined) {
    // Once opened, votes may have come: then closing is all that can be taken back of it.
    back.state = patch.state === 'open' && poll.state === 'draft' ? 'ready' : poll.state;
  }
  return Object.keys(back).length ? back : null;
}

export const hasAnswer = (poll: Pick<Stand, 'options'>): boolean => poll.options.some((option) => option.correct);

/** Behind the lobby or a blank screen nothing happens to a poll: a step first brings it back. */
const isHidden = (poll: Stand, view: View) => view !== 'poll' && (poll.state === 'open' || poll.state === 'closed');

const waits = (poll: Stand) => poll.results !== 'live' && !poll.revealed;

function neighbour(poll: Stand, polls: readonly PollSummary[], step: 1 | -1): string | null {
  const at = polls.findIndex(({ poll_code }) => poll_code === poll.poll_code);
  return (at >= 0 && polls[at + step]?.poll_code) || null;
}
