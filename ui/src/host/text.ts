// The console's texts.
import { catalogue, pageMessages, type Values } from '../lib/text';
import type english from '../../messages/en.host.json';
import type kinds from '../../messages/en.kinds.json';

export type TextKey = keyof typeof english | keyof typeof kinds;
const messages = pageMessages<TextKey>();
export const { t, many } = catalogue(messages);

/** The text `prefix_word` for a word that the server has sent; empty where the catalogue has none. */
export const translate = (prefix: string, word: string, values?: Values): string => {
  const key = `${prefix}_${word}`;
  return key in messages ? t(key as TextKey, values) : '';
};
