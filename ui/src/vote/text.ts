import messages from '../../messages/en.voter.json';
import { catalogue } from '../lib/text';

export type Key = keyof typeof messages;
export const { t, many } = catalogue(messages);
