// An open answer on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import { t } from '../../vote/text';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import Results from './Results.svelte';
import type { TextAnswer, TextPoll } from './types';
import { hint, left, name, outcome } from './wording';

/** The lines as the server stores them. */
const stored = (text: string): string =>
  text
    .normalize('NFC')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const text: PhoneKind<TextPoll, TextAnswer> = {
  Ballot,
  Results,
  empty: { texts: [] },
  hint,
  missing: (poll, answer) =>
    left(answer) < 0 ? hint(poll, answer) : (answer.texts[0] ?? '').trim() ? '' : t('write_first'),
  sent: (_, { texts }) => ({ texts: texts.map(stored).filter(Boolean) }),
  name,
  outcome,
  right: () => [],
};
export default text;
