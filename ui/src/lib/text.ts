// Texts come from one catalogue (`ui/messages`), a file an audience, so that a phone never loads the
// console's words. The page's language is the one the server wrote into <html lang>.

/** What a `{name}` in a text becomes; numbers are written as the language writes them. */
export type Values = Record<string, string | number>;

/** The keys that have a `_one` and an `_other` form, without the ending. */
type Countable<K extends string> = K extends `${infer Base}_other` ? Base : never;

export const language = (): string => globalThis.document?.documentElement.lang || 'en';

export const number = (n: number): string => new Intl.NumberFormat(language()).format(n);

/** The functions that turn a key of these messages into text. */
export function catalogue<K extends string>(messages: Record<K, string>) {
  const t = (key: K, values: Values = {}): string =>
    messages[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? number(value) : value;
    });
  /** "1 vote", "2 votes". */
  const many = (key: Countable<K>, n: number): string => {
    const form = new Intl.PluralRules(language()).select(n) === 'one' ? 'one' : 'other';
    return t(`${key}_${form}` as K, { n });
  };
  return { t, many };
}
