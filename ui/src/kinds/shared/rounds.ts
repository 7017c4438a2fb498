// The rows that compare rounds.
import { letter } from '../../lib/tally';
import { decimal, language, number } from '../../lib/text';
import type { HostPoll, RoundResult } from '../../lib/wire.gen';

/** The figures of a round; the shown poll has those of the current one. */
export type Figures = Omit<RoundResult, 'round' | 'total_votes' | 'opened_at' | 'closed_at'>;
/** What a round says in a row, and what it adds in small type. */
export type Cell = [figure: string, small?: string];
export type Row = { letter: string; text: string; cell: (round: Figures) => Cell };

const percent = (share: number) =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).format(share / 100);

/** The share and the count of the option at an index. */
export const share =
  (at: number) =>
  ({ percentages, vote_counts }: Figures): Cell => [percent(percentages[at] ?? 0), number(vote_counts[at] ?? 0)];

/** A row for each option. */
export const perOption = ({ options }: HostPoll, cell: (id: number, at: number) => Row['cell']): Row[] =>
  options.map(({ id, option_text }, at) => ({ letter: letter(at), text: option_text, cell: cell(id, at) }));

/** A figure that may not exist. */
export const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : decimal(value);
