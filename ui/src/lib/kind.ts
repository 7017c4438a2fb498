// What each kind of poll is like. Every question about a kind is answered here, for every kind there is: the compiler
// refuses this file when one is added to the wire and not to the table.
import type { Kind } from './wire.gen';

type Traits = {
  /** A ballot may name several options; else a tap replaces the choice. */
  several: boolean;
  /** The options are the steps of a scale: each is its own letter, and there is a mean. */
  scale: boolean;
};

const TRAITS: Record<Kind, Traits> = {
  single: { several: false, scale: false },
  multiple: { several: true, scale: false },
  rating: { several: false, scale: true },
};

export const takesSeveral = (kind: Kind): boolean => TRAITS[kind].several;

export const isScale = (kind: Kind): boolean => TRAITS[kind].scale;
