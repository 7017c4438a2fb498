// The kinds of polls on the host's console.
import type { Kind } from '../lib/wire.gen';
import { choice } from './choice/console';
import type { ComingConsoleKind, ConsoleKind, EveryKind } from './kind';
import { rating } from './rating/console';

const KINDS: Record<Kind, ConsoleKind> = { single: choice, multiple: choice, rating };

export const consoleKind = (kind: Kind): ConsoleKind => KINDS[kind];

/** The kinds that the server does not send yet, each loaded when it is needed. */
export const COMING: {
  [K in Exclude<EveryKind, Kind>]: () => Promise<{ default: ComingConsoleKind<K> }>;
} = {
  grid: () => import('./grid/console'),
  ranking: () => import('./ranking/console'),
  points: () => import('./points/console'),
  number: () => import('./number/console'),
};
