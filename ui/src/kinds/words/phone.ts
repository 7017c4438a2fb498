// Words on the voter's page; loaded with the first poll of this kind.
import '../ballots.css';
import '../results.css';
import type { PhoneKind } from '../kind';
import Ballot from './Ballot.svelte';
import { entries } from './entries';
import Results from './Results.svelte';
import type { WordsAnswer, WordsPoll } from './types';
import { hint, missing, name, outcome, personal } from './wording';

const words: PhoneKind<WordsPoll, WordsAnswer> = {
  Ballot,
  Results,
  empty: { texts: [] },
  hint,
  missing,
  sent: (_, { texts }) => ({ texts: entries(texts) }),
  name,
  outcome,
  personal,
  right: () => [],
};
export default words;
