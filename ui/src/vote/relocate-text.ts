// The texts about a host that has moved or does not answer.
import { laterText } from './later-text';

export const relocateText = () =>
  laterText({ de: () => import('../../messages/de.away.json'), en: () => import('../../messages/en.away.json') });
