// What an action has done, as the sentence beside the button that undoes it.
import type { PollPatch, Results } from '../../lib/wire.gen';
import { many, t } from '../text';

type PollAfter = Pick<Results, 'state' | 'revealed' | 'answer_shown' | 'total_votes'>;

/** A completed action: the key of its sentence, and the values in it. */
export type CompletedAction =
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

/** What `patch` has done, by the poll's state after it; null for what cannot be undone. */
export function completedAction(patch: PollPatch, after: PollAfter): CompletedAction | null {
  if (patch.state !== undefined) return stateChange(after);
  if (patch.revealed !== undefined) return { key: after.revealed ? 'done_revealed' : 'done_hidden' };
  if (patch.answer_shown !== undefined) return { key: after.answer_shown ? 'done_answer' : 'done_answer_hidden' };
  return null;
}

function stateChange({ state, total_votes }: PollAfter): CompletedAction {
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

/** The sentence of a completed action, in the page's language. */
export function undoText(action: CompletedAction): string {
  switch (action.key) {
    case 'done_closed':
      return t('done_closed', { votes: many('votes', action.votes) });
    case 'done_deleted':
      return t('done_deleted', { question: action.question });
    default:
      return t(action.key);
  }
}
