// Up-votes. A tap is shown at once, and put back if the server refuses it; taps meanwhile are sent after its answer.
import type { Answer } from '../lib/http';
import type { Problem, ShownQuestion } from '../lib/wire.gen';
import { isVoted, showVotes, shownVotes } from './item';

/** By question: whether the reader wants to vote for it, while a request is on its way. */
const wanted = new Map<number, boolean>();

/** By question: when the server has answered. */
const answeredAt = new Map<number, number>();
/** Milliseconds for which a page of the list may be older than the answer to a vote; live events are not. */
const PAGE_AGE_MS = 1500;

/** Whether a page of the list may not have this phone's vote yet. */
export const isRecent = (id: number) => Date.now() - (answeredAt.get(id) ?? 0) < PAGE_AGE_MS;

/** Whether a request is on its way: the votes that are shown are ahead of those that arrive meanwhile. */
export const isPending = (id: number) => wanted.has(id);

export async function toggle(
  id: number,
  send: (on: boolean) => Promise<Answer<ShownQuestion>>,
  refused: (problem: Problem) => void,
): Promise<void> {
  let settled = { voted: isVoted(id), votes: shownVotes(id) };
  const on = !settled.voted;
  showVotes(id, settled.votes + (on ? 1 : -1), on);
  const isRunning = isPending(id);
  wanted.set(id, on);
  if (isRunning) return;
  while (wanted.get(id) !== settled.voted) {
    const voted = wanted.get(id)!;
    const answer = await send(voted);
    if ('problem' in answer) {
      refused(answer.problem);
      break;
    }
    settled = { voted, votes: answer.value.votes };
  }
  wanted.delete(id);
  answeredAt.set(id, Date.now());
  showVotes(id, settled.votes, settled.voted);
}
