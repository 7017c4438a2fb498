// What a page shows of a poll's counts: letters, percentages, the leading options, the turnout.
import { language } from './text';
import type { OptionResult, Results } from './wire.gen';

/** A, B, C … T: at most 20 options. */
export const letter = (index: number): string => String.fromCharCode(65 + index);

/** Percentages as text: whole numbers if all are whole, else all with one decimal, so that they align. */
export function percentages(options: Pick<OptionResult, 'percentage'>[]): string[] {
  const digits = options.some((option) => (option.percentage ?? 0) % 1 !== 0) ? 1 : 0;
  const format = new Intl.NumberFormat(language(), {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return options.map((option) => format.format((option.percentage ?? 0) / 100));
}

/** The ids of the options with the most votes; none without votes. */
export function leaders(options: OptionResult[]): Set<number> {
  const most = Math.max(0, ...options.map((option) => option.vote_count ?? 0));
  return new Set(most === 0 ? [] : options.filter((option) => option.vote_count === most).map((option) => option.id));
}

/** How many phones have voted, connected or not; how many connected ones have not; the first number's share of both; and whether
 *  every connected phone has voted, which is false before the first vote. */
export function turnout({
  total_votes: voted,
  still_choosing: choosing,
}: Pick<Results, 'total_votes' | 'still_choosing'>) {
  const share = voted === 0 ? 0 : voted / (voted + choosing);
  return { voted, choosing, share, complete: voted > 0 && choosing === 0 };
}

/** `AB3DE9ZX` or `K7Q2M9` in two halves, which are easier to read out. */
export const spaced = (code: string): string => `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}`;
