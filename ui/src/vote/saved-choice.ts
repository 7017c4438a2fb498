// A choice that has not been sent outlives a reload and the link to the other language. It ends with the tab.
import type { Results } from '../lib/wire.gen';

type At = Pick<Results, 'poll_code' | 'round' | 'options'>;

const key = ({ poll_code, round }: At): string => `handsup.choice.${poll_code}.${round}`;

/** An option as it was read: one that says something else by then is no longer chosen. */
const written = ({ id, option_text }: At['options'][number]): string => `${id} ${option_text}`;

export function keepChoice(at: At, chosen: readonly number[]): void {
  const kept = at.options.filter(({ id }) => chosen.includes(id)).map(written);
  try {
    if (kept.length) sessionStorage.setItem(key(at), JSON.stringify(kept));
    else sessionStorage.removeItem(key(at));
  } catch {
    // No storage here: a reload starts with an empty ballot.
  }
}

/** What was chosen here before the page was loaded again. */
export function keptChoice(at: At): number[] {
  try {
    const kept: string[] = JSON.parse(sessionStorage.getItem(key(at)) ?? '[]');
    return at.options.filter((option) => kept.includes(written(option))).map(({ id }) => id);
  } catch {
    return [];
  }
}
