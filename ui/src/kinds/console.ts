// The kinds of polls on the host's console.
import type { Kind } from '../lib/wire.gen';
import { choice } from './choice/console';
import type { ConsoleKind } from './kind';
import { rating } from './rating/console';

const KINDS: Record<Kind, ConsoleKind> = { single: choice, multiple: choice, rating };

export const consoleKind = (kind: Kind): ConsoleKind => KINDS[kind];
