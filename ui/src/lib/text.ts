// Texts come from one catalogue (`ui/messages`), a file for each language and audience. The server writes
// the one that is wanted into the page, so that a phone loads no other language and none of the console's
// words; the English files give the keys their types, and nothing of them is built into a script.

/** What a `{name}` in a text becomes; numbers are written as the language writes them. */
export type Values = Record<string, string | number>;

/** The keys that have a `_one` and an `_other` form, without the ending. */
type Countable<K extends string> = K extends `${infer Base}_other` ? Base : never;

export const language = (): string => globalThis.document?.documentElement.lang || 'en';

export const number = (n: number): string => new Intl.NumberFormat(language()).format(n);

/** A mean: one or two decimals, as many as it has. */
export const decimal = (n: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(n);

/** The texts that the server has written into this page. */
export const inPage = <K extends string>(): Record<K, string> =>
  JSON.parse(globalThis.document?.getElementById('messages')?.textContent || '{}');

/** The functions that turn a key of these messages into text. */
export function catalogue<K extends string>(messages: Record<K, string>) {
  const t = (key: K, values: Values = {}): string =>
    messages[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? number(value) : value;
    });
  /** "1 vote", "2 votes". */
  const many = (key: Countable<K>, n: number, values: Values = {}): string => {
    const form = new Intl.PluralRules(language()).select(n) === 'one' ? 'one' : 'other';
    return t(`${key}_${form}` as K, { n, ...values });
  };
  return { t, many };
}
