// The kinds of polls on the host's console.
import type { Kind } from '../lib/wire.gen';
import { choice } from './choice/console';
import type { ComingConsoleKind, ConsoleKind, EveryKind, OfferedKind } from './kind';
import { rating } from './rating/console';

const KINDS: Record<OfferedKind, ConsoleKind> = { single: choice, multiple: choice, rating };

export const consoleKind = (kind: Kind): ConsoleKind => KINDS[kind as OfferedKind];

/** The kinds that polls cannot be created with yet, each loaded when it is needed. */
export const COMING: {
  [K in Exclude<EveryKind, OfferedKind>]: () => Promise<{ default: ComingConsoleKind<K> }>;
} = {
  grid: () => import('./grid/console'),
  ranking: () => import('./ranking/console'),
  points: () => import('./points/console'),
  number: () => import('./number/console'),
};
