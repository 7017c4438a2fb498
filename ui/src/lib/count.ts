// Live events contain the counts of a poll alone; its texts and rules, the paper, come with the answer to joining and when they
// have changed.
import type { Count, OptionResult, Results } from './wire.gen';

/** `part` of `whole` in percent with one decimal, half up, as the server computes it; 0 of nothing is 0. */
export function percentage(part: number, whole: number): number {
  // In whole tenths: floating-point numbers would not round half up exactly.
  return whole === 0 ? 0 : Math.floor((part * 2000 + whole) / (whole * 2)) / 10;
}

/** What a snapshot or a count leaves out while there is none, or while it is hidden. It replaces what an earlier one had. */
export const ABSENT = Object.freeze({
  median: undefined,
  nps: undefined,
  grid: undefined,
  ranking: undefined,
  beats_all: undefined,
  points: undefined,
  number: undefined,
  right: undefined,
  seal: undefined,
  asked_for_time: undefined,
});

/** The whole snapshot of a count of the shown poll; null where the shown texts and rules may be older than the count's. */
export function complete(shown: Results, { counts, correct, ...count }: Count): Results | null {
  if (count.revision > shown.seq) return null;
  const votes = new Map(counts);
  const options = shown.options.map((option): OptionResult => {
    const vote_count = votes.get(option.id) ?? null;
    const counted = vote_count === null ? null : percentage(vote_count, count.total_votes);
    const next = { ...option, vote_count, percentage: counted };
    if (correct) next.correct = correct.includes(option.id);
    else delete next.correct;
    return next;
  });
  return { ...shown, ...(ABSENT as object), ...count, options };
}
