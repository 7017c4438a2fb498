// The texts about a host that has moved or does not answer.
import { loadMessages } from './load-messages';

export const relocateText = () =>
  loadMessages({ de: () => import('../../messages/de.away.json'), en: () => import('../../messages/en.away.json') });
