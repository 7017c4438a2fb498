// The settings that the composer has for each kind beside question and options, with their defaults, and as fields of a request.
import type { CreateBody, Moderation } from '../lib/wire.gen';
import { read, unambiguous } from './number/reading';
import { fields, isComplete, plain, type ScaleSettings } from './shared/scale-settings';

export type RatingSettings = ScaleSettings;
export type GridSettings = ScaleSettings & { partial: boolean };
/** `max_ranked`: 0 for all options. */
export type RankingSettings = { max_ranked: number; rank_all: boolean };
/** `budget` is 0 while the field holds no number: unlike NaN it can be saved with the draft. */
export type PointsSettings = { budget: number; spend_all: boolean };
/** Numbers as typed; empty where there is none. */
export type NumberSettings = {
  decimals: number;
  from: string;
  to: string;
  unit: string;
  right: string;
  tolerance: string;
};

/** Which texts wait for the host, empty for the server's default; and how many voters show a text that waits, 0 for never. */
export type TextRules = { moderation: Moderation | ''; show_after: number };
export type WordsSettings = TextRules & { most: number };
export type TextSettings = TextRules;

export type Settings = {
  rating: RatingSettings;
  grid: GridSettings;
  ranking: RankingSettings;
  points: PointsSettings;
  number: NumberSettings;
  words: WordsSettings;
  text: TextSettings;
};

export const DEFAULTS: { [K in keyof Settings]: () => Settings[K] } = {
  rating: () => plain(5),
  grid: () => ({ ...plain(5), partial: false }),
  ranking: () => ({ max_ranked: 0, rank_all: false }),
  points: () => ({ budget: 100, spend_all: false }),
  number: () => ({ decimals: 0, from: '', to: '', unit: '', right: '', tolerance: '' }),
  words: () => ({ most: 3, moderation: '', show_after: 0 }),
  text: () => ({ moderation: '', show_after: 0 }),
};

/** The kinds with settings of their own, and choices. */
export type Form = 'choice' | keyof Settings;

/** The kinds whose texts the host moderates. */
export type TextForm = { [K in keyof Settings]: Settings[K] extends TextRules ? K : never }[keyof Settings];

export const defaults = (): Settings => ({
  rating: DEFAULTS.rating(),
  grid: DEFAULTS.grid(),
  ranking: DEFAULTS.ranking(),
  points: DEFAULTS.points(),
  number: DEFAULTS.number(),
  words: DEFAULTS.words(),
  text: DEFAULTS.text(),
});

/** How many options, or statements, the host writes. */
export const OPTIONS: Record<Form, [least: number, most: number]> = {
  choice: [2, 20],
  rating: [0, 0],
  grid: [1, 10],
  ranking: [2, 12],
  points: [2, 20],
  number: [0, 0],
  words: [0, 0],
  text: [0, 0],
};

export const BUDGET = { least: 10, most: 1000 };

/** A typed number of the composer in its shortest form; null where the field is empty. */
const bound = (decimals: number, typed: string): string | null => {
  const reading = read({ decimals, from: null, to: null }, typed);
  return 'value' in reading ? reading.value : null;
};

/** Whether a field of a number is empty, or a number with one reading. */
const isNumber = (decimals: number, typed: string): boolean => !typed.trim() || bound(decimals, typed) !== null;

/** Whether the right answer is one that phones can give. */
function isWithin({ decimals, from, to, right, tolerance }: NumberSettings): boolean {
  const [value, margin] = [bound(decimals, right), bound(decimals, tolerance)];
  return (
    (value === null ||
      'value' in read({ decimals, from: bound(decimals, from), to: bound(decimals, to) }, unambiguous(value))) &&
    Number(margin) >= 0
  );
}

function isOrdered({ decimals, from, to }: NumberSettings): boolean {
  const [least, most] = [bound(decimals, from), bound(decimals, to)];
  return least === null || most === null || Number(least) < Number(most);
}

/** Whether the settings make a poll that the server accepts. */
export const READY: { [K in keyof Settings]: (settings: Settings[K]) => boolean } = {
  rating: isComplete,
  grid: isComplete,
  ranking: () => true,
  points: ({ budget }) => Number.isInteger(budget) && budget >= BUDGET.least && budget <= BUDGET.most,
  number: (settings) => {
    const { decimals, from, to, right, tolerance } = settings;
    return (
      [from, to, right, tolerance].every((typed) => isNumber(decimals, typed)) &&
      isOrdered(settings) &&
      isWithin(settings)
    );
  },
  words: () => true,
  text: () => true,
};

/** The fields of a request for a poll with so many options; settings that have their default are left out. */
export const BODY: { [K in keyof Settings]: (settings: Settings[K], options?: number) => Partial<CreateBody> } = {
  rating: (settings) => ({ kind: 'rating', ...fields(settings) }),
  grid: (settings) => ({ kind: 'grid', ...fields(settings), ...(settings.partial && { partial: true }) }),
  ranking: ({ max_ranked, rank_all }, options = Infinity) => ({
    kind: 'ranking',
    ...(max_ranked > 0 && max_ranked < options && { max_ranked }),
    ...(rank_all && { rank_all: true }),
  }),
  points: ({ budget, spend_all }) => ({ kind: 'points', budget, ...(spend_all && { spend_all: true }) }),
  number: ({ decimals, from, to, unit, right, tolerance }) => ({
    kind: 'number',
    decimals,
    ...bounded(decimals, 'from', from),
    ...bounded(decimals, 'to', to),
    ...(unit.trim() && { unit: unit.trim() }),
    ...bounded(decimals, 'right', right),
    ...(right.trim() && bounded(decimals, 'tolerance', tolerance)),
  }),
  words: ({ most, ...rules }) => ({ kind: 'words', most, ...ruled(rules) }),
  text: (rules) => ({ kind: 'text', ...ruled(rules) }),
};

/** The rules that the host has chosen. Where only some texts wait, or none, no number of voters shows them. */
const ruled = ({ moderation, show_after }: TextRules): Partial<CreateBody> => ({
  ...(moderation && { moderation }),
  ...(moderation === 'hold' && show_after > 0 && { show_after }),
});

/** A field with a number, where one is typed. Its text has one reading. */
function bounded(decimals: number, name: 'from' | 'to' | 'right' | 'tolerance', typed: string): Partial<CreateBody> {
  const value = bound(decimals, typed);
  return value === null ? {} : { [name]: unambiguous(value) };
}
