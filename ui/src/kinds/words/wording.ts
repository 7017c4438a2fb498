// Words in words.
import { many, t } from '../../vote/text';
import type { Named, Personal } from '../kind';
import { turnout } from '../shared/texts';
import { entries, excess } from './entries';
import type { WordsAnswer, WordsPoll } from './types';

export const hint = ({ most }: WordsPoll): string => many('words_hint', most);

/** "3 characters too many". */
export function missing(_: WordsPoll, { texts }: WordsAnswer): string {
  const most = Math.max(...texts.map(excess), 0);
  if (most > 0) return many('text_over', most);
  return entries(texts).length ? '' : t('write_first');
}

export const name = (_: WordsPoll, { texts }: WordsAnswer): Named[] =>
  entries(texts).map((text) => ({ letter: '', text }));

/** The most frequent words of a spoken sentence. */
const SPOKEN = 5;

/** "Results: Freedom 12, Coffee 7. 37 answers, 2 hidden by the host." */
export function outcome(poll: WordsPoll): string {
  const said = (poll.words ?? []).slice(0, SPOKEN).map(({ text, count }) => `${text} ${count}`);
  if (!poll.answers) return t('no_votes');
  return said.length ? `${t('results')}: ${said.join(', ')}. ${turnout(poll)}.` : `${turnout(poll)}.`;
}

/** "3 other voters wrote “Freedom” too": of the own words the most frequent one. */
export function personal({ words = [] }: WordsPoll, { texts }: WordsAnswer): Personal {
  const own = texts.map((text) => text.toLowerCase());
  const shared = words.find(({ text, count }) => count > 1 && own.includes(text.toLowerCase()));
  return { isRight: false, lines: shared ? [many('own_word', shared.count - 1, { word: shared.text })] : [] };
}
