// Saves what was typed into the composer in local storage, for each meeting and for each poll whose wording is being changed,
// until it is sent or discarded.
import { defaults, type Form, OPTIONS, type Settings } from '../../kinds/settings';

/** The fields of the composer. They are saved under these names. */
export type DraftFields = {
  question: string;
  rows: string[];
  /** Pasted lines beyond the maximum number of options. */
  rest: string[];
  /** What is asked for. */
  form: Form;
  /** The settings of every form but choices. */
  settings: Settings;
  /** Whether a ballot may name several options. */
  several: boolean;
  /** The fewest options that a ballot may name. */
  least: number;
  /** The most options that a ballot may name; 0: any number. */
  most: number;
  /** Whether phones may abstain. */
  blank: boolean;
  /** Whether each phone shows the options in an order of its own. */
  shuffled: boolean;
  /** Whether voters may change their vote. */
  change: boolean;
  /** Whether phones send a tapped choice by themselves. */
  oneTap: boolean;
  /** Whether the host marks right answers. */
  marking: boolean;
  /** The indices of the rows with a right answer. */
  correct: number[];
  note: string;
};

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Local storage; null where it is blocked. */
const localStore = (): Store | null => {
  try {
    return localStorage;
  } catch {
    return null;
  }
};

const isList = (value: unknown, of: 'string' | 'number'): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === of);

/** Whether a value has every field of another one, each of its type. */
const isLike = (like: unknown, value: unknown): boolean =>
  typeof value === typeof like &&
  (typeof like !== 'object' ||
    (value !== null &&
      Object.entries(like as object).every(([key, one]) => isLike(one, (value as Record<string, unknown>)[key]))));

const SHAPE: { [K in keyof DraftFields]: (value: unknown) => boolean } = {
  question: (value) => typeof value === 'string',
  rows: (value) => isList(value, 'string'),
  rest: (value) => isList(value, 'string'),
  form: (value) => typeof value === 'string' && value in OPTIONS,
  settings: (value) => isLike(defaults(), value),
  several: (value) => typeof value === 'boolean',
  least: (value) => typeof value === 'number',
  most: (value) => typeof value === 'number',
  blank: (value) => typeof value === 'boolean',
  shuffled: (value) => typeof value === 'boolean',
  change: (value) => typeof value === 'boolean',
  oneTap: (value) => typeof value === 'boolean',
  marking: (value) => typeof value === 'boolean',
  correct: (value) => isList(value, 'number'),
  note: (value) => typeof value === 'string',
};

/** Whether a value has every field, of its type: a draft of another version may not, and is ignored as a whole. */
const isDraft = (value: unknown): value is DraftFields =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(SHAPE).every(([key, fits]) => fits((value as Record<string, unknown>)[key]));

const key = (code: string): string => `handsup.draft.${code}`;

export class SavedDraft {
  #key: string;

  /** `code`: of the meeting, or of the poll whose wording is changed; empty before there is a meeting. `from`: the poll's present
   *  wording; a draft that was begun from another wording is ignored. */
  constructor(
    code: string,
    private readonly from = '',
    private readonly store: Store | null = localStore(),
  ) {
    this.#key = key(code);
  }

  /** Moves a draft that was begun without a meeting to this first meeting: removes its entry, and the next `write` stores it under
   *  the meeting. Does nothing for any other draft. */
  moveTo(meeting: string): void {
    if (this.#key !== key('')) return;
    this.discard();
    this.#key = key(meeting);
  }

  read(): DraftFields | null {
    try {
      const { from, written } = JSON.parse(this.store?.getItem(this.#key) ?? 'null') ?? {};
      return from === this.from && isDraft(written) ? written : null;
    } catch {
      return null;
    }
  }

  write(fields: DraftFields): void {
    try {
      this.store?.setItem(this.#key, JSON.stringify({ from: this.from, written: fields }));
    } catch {
      // Storage is full: the draft lasts as long as the composer is open.
    }
  }

  discard(): void {
    this.store?.removeItem(this.#key);
  }
}
