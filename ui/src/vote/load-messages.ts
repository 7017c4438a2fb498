// Loads the texts of a script that is not loaded with the page.
import { catalogue, language } from '../lib/text';

type Files<K extends string> = Record<'de' | 'en', () => Promise<{ default: Record<K, string> }>>;

/** `t` for the texts of the page's language. */
export async function loadMessages<K extends string>({ de, en }: Files<K>) {
  const messages = await (language() === 'de' ? de() : en());
  return catalogue(messages.default).t;
}
