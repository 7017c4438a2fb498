// Stores an unsent answer in session storage: it survives a reload and a change of language, and ends with the tab.
import { type Answer, type Blank, filtered, namedIds } from '../kinds/answer';
import type { Results } from '../lib/wire.gen';

type Round = Pick<Results, 'poll_code' | 'round' | 'options'>;

const key = ({ poll_code, round }: Round): string => `handsup.answer.${poll_code}.${round}`;

/** The options that an answer names with their texts: one that was reworded since is not restored. */
const named = ({ options }: Round, answer: Answer | Blank): string[] =>
  options.filter(({ id }) => namedIds(answer).includes(id)).map(({ id, option_text }) => `${id} ${option_text}`);

export function saveAnswer(round: Round, answer: Answer | Blank | null): void {
  try {
    if (answer) sessionStorage.setItem(key(round), JSON.stringify([answer, named(round, answer)]));
    else sessionStorage.removeItem(key(round));
  } catch {
    // Without storage a reload starts with an empty ballot.
  }
}

/** What was entered before the page was reloaded; null if nothing. */
export function savedAnswer(round: Round): Answer | Blank | null {
  try {
    const [answer, texts]: [Answer | Blank, string[]] = JSON.parse(sessionStorage.getItem(key(round)) ?? '');
    if (answer === 'blank') return answer;
    const known = new Set(
      named(round, answer)
        .filter((text) => texts.includes(text))
        .map((text) => parseInt(text)),
    );
    return filtered(answer, (id) => known.has(id));
  } catch {
    return null;
  }
}
