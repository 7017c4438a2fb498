// The voter's page's texts.
import type english from '../../messages/en.voter.json';
import { catalogue, pageMessages } from '../lib/text';

export type TextKey = keyof typeof english;
export const { t, many } = catalogue(pageMessages<TextKey>());
