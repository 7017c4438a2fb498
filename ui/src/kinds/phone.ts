// The kinds of polls on the voter's page.
import type { Kind } from '../lib/wire.gen';
import { choice } from './choice/phone';
import type { PhoneKind } from './kind';
import { rating } from './rating/phone';

const KINDS: Record<Kind, PhoneKind> = { single: choice, multiple: choice, rating };

export const phoneKind = (kind: Kind): PhoneKind => KINDS[kind];
