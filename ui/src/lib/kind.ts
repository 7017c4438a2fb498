// The traits of each kind of poll. All differences between kinds are in this table; the compiler rejects it when a kind is added
// to the wire types and not here.
import type { Kind } from './wire.gen';

type Traits = {
  /** Whether a ballot may name several options; else a tap replaces the choice. */
  several: boolean;
  /** Whether the options are the marks of a rating: they have no letters, and there is a mean. */
  scale: boolean;
};

const TRAITS: Record<Kind, Traits> = {
  single: { several: false, scale: false },
  multiple: { several: true, scale: false },
  rating: { several: false, scale: true },
  grid: { several: false, scale: false },
  ranking: { several: false, scale: false },
  points: { several: false, scale: false },
  number: { several: false, scale: false },
};

export const takesSeveral = (kind: Kind): boolean => TRAITS[kind].several;

export const isScale = (kind: Kind): boolean => TRAITS[kind].scale;
