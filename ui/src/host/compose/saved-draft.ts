// What has been written of a question and not been asked yet: kept on this computer, for each meeting and each poll that
// is being changed, until it is asked or thrown away.

/** What the fields of the composer hold. */
export type Written = {
  question: string;
  rows: string[];
  /** Pasted lines that found no room among the options. */
  rest: string[];
  scale: number;
  several: boolean;
  most: number;
  change: boolean;
  marking: boolean;
  correct: number[];
  note: string;
};

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Storage that is forbidden keeps nothing. */
const store = (): Store | null => {
  try {
    return localStorage;
  } catch {
    return null;
  }
};

const isList = (value: unknown, of: 'string' | 'number'): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === of);

const SHAPE: { [K in keyof Written]: (value: unknown) => boolean } = {
  question: (value) => typeof value === 'string',
  rows: (value) => isList(value, 'string'),
  rest: (value) => isList(value, 'string'),
  scale: (value) => typeof value === 'number',
  several: (value) => typeof value === 'boolean',
  most: (value) => typeof value === 'number',
  change: (value) => typeof value === 'boolean',
  marking: (value) => typeof value === 'boolean',
  correct: (value) => isList(value, 'number'),
  note: (value) => typeof value === 'string',
};

/** Another version of Handsup may have kept something else. */
const isWritten = (value: unknown): value is Written =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(SHAPE).every(([key, fits]) => fits((value as Record<string, unknown>)[key]));

const key = (about: string): string => `handsup.draft.${about}`;

export class KeptDraft {
  #key: string;

  /** `about`: the meeting's join code, or the code of the poll that is being changed; `from`: what the poll says now. What
   *  was written about an older wording is dropped. */
  constructor(
    about: string,
    private readonly from = '',
    private readonly kept: Store | null = store(),
  ) {
    this.#key = key(about);
  }

  /** What was written before there was a meeting is about the first one: what was kept moves along. Any other stays. */
  moveTo(meeting: string): void {
    if (this.#key !== key('')) return;
    this.drop();
    this.#key = key(meeting);
  }

  read(): Written | null {
    try {
      const { from, written } = JSON.parse(this.kept?.getItem(this.#key) ?? 'null') ?? {};
      return from === this.from && isWritten(written) ? written : null;
    } catch {
      return null;
    }
  }

  write(written: Written): void {
    try {
      this.kept?.setItem(this.#key, JSON.stringify({ from: this.from, written }));
    } catch {
      // No room: it stays in the fields, and is gone with them.
    }
  }

  drop(): void {
    this.kept?.removeItem(this.#key);
  }
}
