// What words and open answers share.
import type { Results } from '../../lib/wire.gen';
import { many, t } from '../text';

/** A typed text as the server stores it. */
export const cleaned = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** "37 answers, 2 hidden by the host"; empty without answers and while results are hidden. */
export function turnout({ answers, hidden }: Results): string {
  if (!answers) return '';
  return many('answers', answers) + (hidden ? `, ${t('hidden_by_host', { n: hidden })}` : '');
}
