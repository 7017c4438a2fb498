// Texts come from one catalogue (`ui/messages`), a file for each language and part of the program. The server writes the file of
// the page's language and part into the page, so that a phone loads no others. The English files are imported for the types of
// their keys alone: no script contains texts.

/** The values of the placeholders in a text, by name; numbers are formatted for the page's language. */
export type Values = Record<string, string | number>;

/** The keys that have a `_one` and an `_other` form, without the ending. */
type Countable<K extends string> = K extends `${infer Base}_other` ? Base : never;

export const language = (): string => globalThis.document?.documentElement.lang || 'en';

export const number = (n: number): string => new Intl.NumberFormat(language()).format(n);

/** A mean with one or two decimals. */
export const decimal = (n: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(n);

/** A mean with one decimal, for columns of numbers. */
export const tenth = (n: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n);

const messages: object = JSON.parse(globalThis.document?.getElementById('messages')?.textContent || '{}');

/** The texts that the server has written into this page; a script may add more. */
export const pageMessages = <K extends string>() => messages as Record<K, string>;

/** `t` and `many`, which turn a key of these messages into text. */
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
