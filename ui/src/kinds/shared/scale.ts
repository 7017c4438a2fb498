// A scale of marks with words, for ratings and grids.
import type { Preset } from '../../lib/wire.gen';

export type Scale = {
  /** The number of marks, 2 to 11. */
  scale: number;
  /** The lowest mark, 0 or 1. */
  scale_from: number;
  /** Words: none, two for the ends, or one for each mark. */
  labels: string[];
  preset?: Preset;
};

/** A mark with its word; empty without one. */
export type Mark = { mark: number; word: string };

/** Whether every mark has a word, not just the ends. */
export const hasAllWords = ({ scale, labels }: Scale): boolean => labels.length === scale;

export const marks = (scale: Scale): Mark[] =>
  Array.from({ length: scale.scale }, (_, at) => {
    const end = at === 0 ? scale.labels[0] : at === scale.scale - 1 ? scale.labels[1] : undefined;
    return { mark: scale.scale_from + at, word: (hasAllWords(scale) ? scale.labels[at] : end) ?? '' };
  });

export const highest = ({ scale, scale_from }: Scale): number => scale_from + scale - 1;

/** "4 Agree", or the number alone. */
export const markText = ({ mark, word }: Mark): string => (word ? `${mark} ${word}` : `${mark}`);

/** The marks at both ends that have words: "1 · not at all". */
export const ends = (scale: Scale): string[] => {
  const all = marks(scale);
  return [all[0], all[all.length - 1]].map((end) => (end?.word ? `${end.mark} · ${end.word}` : ''));
};

/** Where a value stands in a row of equally wide columns, in percent of the row. */
export const position = (value: number, { scale, scale_from }: Scale): number =>
  ((value - scale_from + 0.5) / scale) * 100;

/** The Net Promoter Score of a 0–10 scale: percent of 9 and 10 minus percent of 0 to 6. */
export type Nps = { score: number; promoters: number; passives: number; detractors: number };

/** Whether a scale has a Net Promoter Score. */
export const hasNps = ({ preset }: Scale): boolean => preset === 'nps';

/** `counts`: of the marks 0 to 10. Null without answers. */
export function nps(counts: readonly number[]): Nps | null {
  const sum = (from: number, to: number) => counts.slice(from, to).reduce((total, count) => total + count, 0);
  const [detractors, passives, promoters] = [sum(0, 7), sum(7, 9), sum(9, 11)];
  const total = detractors + passives + promoters;
  if (!total) return null;
  // Halves are rounded up, as the server rounds percentages.
  return { score: Math.floor(((promoters - detractors) * 100) / total + 0.5), promoters, passives, detractors };
}
