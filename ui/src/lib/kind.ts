// Which kinds of polls differ in more than their own parts.
import type { Kind } from './wire.gen';

/** Whether a ballot may name several options; else a tap replaces the choice. */
const SEVERAL: Record<Kind, boolean> = {
  single: false,
  multiple: true,
  rating: false,
  grid: false,
  ranking: false,
  points: false,
  number: false,
};

export const takesSeveral = (kind: Kind): boolean => SEVERAL[kind];
