// The projector's texts.
import type kinds from '../../messages/en.kinds.json';
import type english from '../../messages/en.screen.json';
import { catalogue, pageMessages } from '../lib/text';

export const { t, many } = catalogue(pageMessages<keyof typeof english | keyof typeof kinds>());
