// The projector's texts.
import type english from '../../messages/en.screen.json';
import { catalogue, inPage } from '../lib/text';

export const { t, many } = catalogue(inPage<keyof typeof english>());
