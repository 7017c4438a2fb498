// The texts of results, which are the same on every page: each of these keys is in the files of all three parts.
import type host from '../../messages/en.host.json';
import type screen from '../../messages/en.screen.json';
import type voter from '../../messages/en.voter.json';
import { catalogue, pageMessages } from '../lib/text';

export const { t, many } = catalogue(pageMessages<keyof typeof host & keyof typeof screen & keyof typeof voter>());
