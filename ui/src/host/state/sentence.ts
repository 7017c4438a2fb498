// What was done, as a sentence in the reader's language.
import type { Done } from './undo-text';
import { many, t } from '../text';

/** The sentence of something that was done. */
export function sentence(what: Done): string {
  switch (what.key) {
    case 'done_closed':
      return t('done_closed', { votes: many('votes', what.votes) });
    case 'done_deleted':
      return t('done_deleted', { question: what.question });
    default:
      return t(what.key);
  }
}
