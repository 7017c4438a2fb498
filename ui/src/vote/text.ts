// The voter's page's texts. Those of kinds that are more than options to choose from come with the kind.
import type english from '../../messages/en.voter.json';
import type kinds from '../../messages/en.kinds.json';
import { catalogue, pageMessages } from '../lib/text';

export type TextKey = keyof typeof english | keyof typeof kinds;
export const { t, many } = catalogue(pageMessages<TextKey>());
