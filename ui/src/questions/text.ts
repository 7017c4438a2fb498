// The texts of the page of questions.
import type english from '../../messages/en.board.json';
import { catalogue, pageMessages } from '../lib/text';

export type TextKey = keyof typeof english;
export const messages = pageMessages<TextKey>();
export const { t, many } = catalogue(messages);
