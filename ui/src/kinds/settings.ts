// The settings that the composer has for each kind beside question and options, with their defaults, and as fields of a request.
import { read } from './number/reading';
import { fields, isComplete, plain, type ScaleSettings } from './shared/scale-settings';

/** Whether votes may abstain: a setting of every kind. */
type WithBlank = { blank: boolean };
export type RatingSettings = WithBlank & ScaleSettings;
export type GridSettings = WithBlank & ScaleSettings & { partial: boolean };
/** `max_ranked`: 0 for all options. */
export type RankingSettings = WithBlank & { max_ranked: number; rank_all: boolean };
export type PointsSettings = WithBlank & { budget: number; spend_all: boolean };
/** Numbers as typed; empty where there is none. */
export type NumberSettings = WithBlank & {
  decimals: number;
  from: string;
  to: string;
  unit: string;
  right: string;
  tolerance: string;
};

export type Settings = {
  rating: RatingSettings;
  grid: GridSettings;
  ranking: RankingSettings;
  points: PointsSettings;
  number: NumberSettings;
};

export const DEFAULTS: { [K in keyof Settings]: () => Settings[K] } = {
  rating: () => ({ ...plain(5), blank: false }),
  grid: () => ({ ...plain(5), partial: false, blank: false }),
  ranking: () => ({ max_ranked: 0, rank_all: false, blank: false }),
  points: () => ({ budget: 100, spend_all: false, blank: false }),
  number: () => ({ decimals: 0, from: '', to: '', unit: '', right: '', tolerance: '', blank: false }),
};

export const BUDGET = { least: 10, most: 1000 };

/** A typed number of the composer in its shortest form; null where the field is empty. */
const bound = (decimals: number, typed: string): string | null => {
  const reading = read({ decimals, from: null, to: null }, typed);
  return 'value' in reading ? reading.value : null;
};

/** Whether a field of a number is empty, or a number with one reading. */
const isNumber = (decimals: number, typed: string): boolean => !typed.trim() || bound(decimals, typed) !== null;

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
    return [from, to, right, tolerance].every((typed) => isNumber(decimals, typed)) && isOrdered(settings);
  },
};

const blank = (settings: WithBlank) => settings.blank && { blank: true };

/** The fields of a request; settings that have their default are left out. */
export const BODY: { [K in keyof Settings]: (settings: Settings[K]) => object } = {
  rating: (settings) => ({ kind: 'rating', ...fields(settings), ...blank(settings) }),
  grid: (settings) => ({
    kind: 'grid',
    ...fields(settings),
    ...(settings.partial && { partial: true }),
    ...blank(settings),
  }),
  ranking: (settings) => ({
    kind: 'ranking',
    ...(settings.max_ranked > 0 && { max_ranked: settings.max_ranked }),
    ...(settings.rank_all && { rank_all: true }),
    ...blank(settings),
  }),
  points: (settings) => ({
    kind: 'points',
    budget: settings.budget,
    ...(settings.spend_all && { spend_all: true }),
    ...blank(settings),
  }),
  number: ({ decimals, from, to, unit, right, tolerance, ...settings }) => ({
    kind: 'number',
    decimals,
    ...(from.trim() && { from: bound(decimals, from) }),
    ...(to.trim() && { to: bound(decimals, to) }),
    ...(unit.trim() && { unit: unit.trim() }),
    ...(right.trim() && { right: { value: bound(decimals, right), tolerance: bound(decimals, tolerance) ?? '0' } }),
    ...blank(settings),
  }),
};
