// Open answers in words.
import { many, t } from '../../vote/text';
import type { Named } from '../kind';
import { turnout } from '../shared/texts';
import { LONGEST, type TextAnswer, type TextPoll } from './types';

/** How many characters are left; negative for too many. */
export const left = ({ texts }: TextAnswer): number => LONGEST - [...(texts[0] ?? '').normalize('NFC').trim()].length;

/** From so few characters on, the hint counts down. */
const NEAR = 100;

export function hint(_: TextPoll, answer: TextAnswer): string {
  const rest = left(answer);
  if (rest < 0) return many('text_over', -rest);
  return rest <= NEAR ? many('text_left', rest) : t('text_hint', { n: LONGEST });
}

export const name = (_: TextPoll, { texts }: TextAnswer): Named[] => texts.map((text) => ({ letter: '', text }));

export const outcome = (poll: TextPoll): string => (poll.answers ? `${turnout(poll)}.` : t('no_votes'));
