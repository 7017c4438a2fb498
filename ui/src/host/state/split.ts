// Whether answers are split, so that talking and voting again teaches more than the result does (peer instruction).
import { namesOptions, takesSeveral } from '../../lib/kind';
import type { Results } from '../../lib/wire.gen';

type Poll = Pick<
  Results,
  'kind' | 'state' | 'results' | 'revealed' | 'answer_shown' | 'round' | 'total_votes' | 'options'
>;

/** Fewer votes say nothing about the room. */
const MIN_VOTES = 4;
/** With fewer right answers the room cannot convince itself, with more it needs no talk. */
const [MIN_RIGHT, MAX_RIGHT] = [0.3, 0.7];
/** Without a right answer: the first two options are at most this far apart, as a share of the votes. */
const MAX_LEAD = 0.1;

/** Whether another round is worth proposing: once, after the first one, and before anybody has seen the result. */
export function isSplit(poll: Poll): boolean {
  const isHidden = poll.results !== 'live' && !poll.revealed && !poll.answer_shown;
  if (poll.state !== 'closed' || poll.round > 1 || !isHidden || poll.total_votes < MIN_VOTES) return false;
  if (!namesOptions(poll.kind) || takesSeveral(poll.kind)) return false;
  const share = (votes: number | null | undefined) => (votes ?? 0) / poll.total_votes;
  const right = poll.options.filter(({ correct }) => correct);
  if (right.length) {
    const known = right.reduce((sum, { vote_count }) => sum + share(vote_count), 0);
    return known >= MIN_RIGHT && known <= MAX_RIGHT;
  }
  const [first = 0, second = 0] = poll.options.map(({ vote_count }) => share(vote_count)).sort((a, b) => b - a);
  return first - second <= MAX_LEAD;
}
