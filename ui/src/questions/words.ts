// What the page of questions says of a board, of a question's state and of a problem, as the server's page says it.
import { UNREACHABLE } from '../lib/http';
import { language } from '../lib/text';
import type { Account, Problem, QuestionState } from '../lib/wire.gen';
import { many, messages, t, type TextKey } from './text';

/** "214 questions asked, 9 answered, 12 not taken". */
export function accountText({ asked, answered, declined }: Account): string {
  const parts = [many('board_asked', asked)];
  if (answered) parts.push(many('board_answered', answered));
  if (declined) parts.push(many('board_declined', declined));
  return parts.join(', ');
}

/** By state: the key of what is said of a question beside its votes; empty for nothing. */
export const NOTES: Record<QuestionState, TextKey | ''> = {
  open: '',
  held: 'board_held',
  pinned: 'board_pinned',
  answered: 'board_is_answered',
  declined: 'board_is_declined',
  merged: 'board_merged',
};

/** Why a request failed. The server's details are English: pages in other languages have a text for each code. */
export function reason({ code, detail, retry_after }: Problem): string {
  if (code === UNREACHABLE) return t('board_unreachable');
  if (code === 'wrong_state') return t('board_done');
  if (detail && language() === 'en') return detail;
  const key = `problem_detail_${code}` as TextKey;
  return key in messages ? t(key, { seconds: retry_after ?? 1 }) : t('board_failed', { code });
}
