// The texts of results, which are the same on every page: those of the kinds, and the keys that are in the files of all three parts.
import type host from '../../messages/en.host.json';
import type kinds from '../../messages/en.kinds.json';
import type screen from '../../messages/en.screen.json';
import type voter from '../../messages/en.voter.json';
import { catalogue, pageMessages } from '../lib/text';

type Common = keyof typeof host & keyof typeof screen & keyof typeof voter;
export const { t, many } = catalogue(pageMessages<Common | keyof typeof kinds>());
