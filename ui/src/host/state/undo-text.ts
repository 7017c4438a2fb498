// What a step has done, in the words of the toast that offers to take it back.
import type { PollPatch, Results } from '../../lib/wire.gen';

type After = Pick<Results, 'state' | 'revealed' | 'answer_shown' | 'total_votes'>;

/** Something that was done, and what its sentence names. */
export type Done =
  | { key: 'done_closed'; votes: number }
  | { key: 'done_deleted'; question: string }
  | {
      key:
        | 'done_opened'
        | 'done_unopened'
        | 'done_revealed'
        | 'done_hidden'
        | 'done_answer'
        | 'done_answer_hidden'
        | 'done_moved';
    };

/** What `patch` came to, by how the poll stands after it; null where nothing can be told that could be taken back. */
export function done(patch: PollPatch, after: After): Done | null {
  if (patch.state !== undefined) return stateDone(after);
  if (patch.revealed !== undefined) return { key: after.revealed ? 'done_revealed' : 'done_hidden' };
  if (patch.answer_shown !== undefined) return { key: after.answer_shown ? 'done_answer' : 'done_answer_hidden' };
  return null;
}

function stateDone({ state, total_votes }: After): Done {
  switch (state) {
    case 'open':
      return { key: 'done_opened' };
    case 'closed':
      return { key: 'done_closed', votes: total_votes };
    case 'ready':
    case 'draft':
      return { key: 'done_unopened' };
  }
}
