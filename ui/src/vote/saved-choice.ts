// Stores an unsent choice in session storage: it survives a reload and a change of language, and ends with the tab.
import type { Results } from '../lib/wire.gen';

type Round = Pick<Results, 'poll_code' | 'round' | 'options'>;

const key = ({ poll_code, round }: Round): string => `handsup.choice.${poll_code}.${round}`;

/** An option with its text: one that was reworded since is not restored. */
const entry = ({ id, option_text }: Round['options'][number]): string => `${id} ${option_text}`;

export function saveChoice(round: Round, chosen: readonly number[]): void {
  const entries = round.options.filter(({ id }) => chosen.includes(id)).map(entry);
  try {
    if (entries.length) sessionStorage.setItem(key(round), JSON.stringify(entries));
    else sessionStorage.removeItem(key(round));
  } catch {
    // Without storage a reload starts with an empty ballot.
  }
}

/** The ids that were chosen before the page was reloaded. */
export function savedChoice(round: Round): number[] {
  try {
    const entries: string[] = JSON.parse(sessionStorage.getItem(key(round)) ?? '[]');
    return round.options.filter((option) => entries.includes(entry(option))).map(({ id }) => id);
  } catch {
    return [];
  }
}
