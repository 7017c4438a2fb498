// The texts about a host that has moved or does not answer: loaded with the scripts that need them.
import { catalogue, language } from '../lib/text';

const texts = { de: () => import('../../messages/de.away.json'), en: () => import('../../messages/en.away.json') };

export async function relocateText() {
  const messages = await (language() === 'de' ? texts.de() : texts.en());
  return catalogue(messages.default).t;
}
