import type english from '../../messages/en.host.json';
import { catalogue, inPage, type Values } from '../lib/text';

export type Key = keyof typeof english;
const messages = inPage<Key>();
export const { t, many } = catalogue(messages);

/** The text for a word of the server, where the catalogue has one. */
export const told = (prefix: string, word: string, values?: Values): string => {
  const key = `${prefix}_${word}`;
  return key in messages ? t(key as Key, values) : '';
};
