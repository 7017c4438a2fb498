// The kinds of polls on the host's console.
import type { HostPoll, Kind } from '../lib/wire.gen';
import { choice } from './choice/console';
import { grid } from './grid/console';
import type { ConsoleKind, PollOf } from './kind';
import { number } from './number/console';
import { points } from './points/console';
import { ranking } from './ranking/console';
import { rating } from './rating/console';
import { text } from './text/console';
import { words } from './words/console';

const KINDS: { [K in Kind]: ConsoleKind<HostPoll & PollOf<K>> } = {
  single: choice,
  multiple: choice,
  rating,
  grid,
  ranking,
  points,
  number,
  words,
  text,
};

export const consoleKind = (kind: Kind): ConsoleKind => KINDS[kind] as ConsoleKind;
