// The voter's page's texts.
import type english from '../../messages/en.voter.json';
import { catalogue, inPage } from '../lib/text';

export type TextKey = keyof typeof english;
export const { t, many } = catalogue(inPage<TextKey>());
