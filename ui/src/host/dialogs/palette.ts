// The rows of the palette: the commands that are possible now, and the meeting's polls.
import type { Commands } from '../state/commands';
import type { ConsoleStore } from '../state/console-store.svelte';
import { t } from '../text';

export type Row = { text: string; effect: string; key: string | undefined; run: () => void };

/** Every command that is possible now, apart from the palette itself, and then every poll. */
export function rowsOf(store: Pick<ConsoleStore, 'server' | 'view'>, commands: Commands): Row[] {
  const { polls, meeting } = store.server;
  const possible = Object.entries(commands).filter(([name, command]) => name !== 'palette' && command.isPossible());
  const ofCommands = possible.map(([, { text, effect, keys, run }]) => {
    return { text: text(), effect: effect?.() ?? '', key: keys[0], run };
  });
  const ofPolls = (meeting?.ended ? [] : polls).map(({ poll_code, question }, index) => {
    return {
      text: `${index + 1} · ${question}`,
      effect: t('palette_poll'),
      key: undefined,
      run: () => void store.view(poll_code),
    };
  });
  return [...ofCommands, ...ofPolls];
}

/** Without accents and capitals, so that `losung` finds `Lösung`. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The rows that contain every typed word; those that begin with the first come first. */
export function matching<R extends { text: string; effect: string }>(rows: readonly R[], typed: string): R[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return [...rows];
  const found = rows.filter((row) => words.every((word) => plain(`${row.text} ${row.effect}`).includes(word)));
  const rank = (row: R) => (plain(row.text).startsWith(first) ? 0 : plain(row.text).includes(first) ? 1 : 2);
  return found.sort((one, other) => rank(one) - rank(other));
}
