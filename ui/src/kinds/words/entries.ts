// The entries of an answer.
import { cleaned } from '../shared/texts';

/** The longest entry, as a reader counts characters. */
const LONGEST = 40;

/** Older browsers count characters that are composed of several as that many. */
const { Segmenter } = Intl as unknown as { Segmenter?: new () => { segment: (text: string) => Iterable<unknown> } };
const length = (text: string): number => [...(Segmenter ? new Segmenter().segment(text) : text)].length;

/** What is sent: entries with text, each once whatever its case. */
export function entries(texts: readonly string[]): string[] {
  const known = new Set<string>();
  return texts.map(cleaned).filter((text) => {
    const key = text.normalize('NFKC').toLowerCase();
    return text !== '' && !known.has(key) && known.add(key);
  });
}

export const isTooLong = (text: string): boolean => excess(text) > 0;

/** How many characters an entry has too many; 0 or less where it fits. */
export const excess = (text: string): number => length(cleaned(text)) - LONGEST;

/** The fields that are shown: those up to the last one with text, and an empty one, within what the poll takes. */
export function fields(texts: readonly string[], most: number): string[] {
  const used = texts.map((text) => text.trim() !== '').lastIndexOf(true) + 1;
  return Array.from(
    { length: Math.min(most, Math.max(used + 1, Math.min(texts.length, most))) },
    (_, at) => texts[at] ?? '',
  );
}
