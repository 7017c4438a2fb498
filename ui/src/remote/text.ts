// The remote's texts.
import type english from '../../messages/en.remote.json';
import { catalogue, pageMessages } from '../lib/text';

export const { t, many } = catalogue(pageMessages<keyof typeof english>());
