// Which kinds of polls differ in more than their own parts.
import type { Kind } from './wire.gen';

type Traits = {
  /** Whether it is a choice among the host's options, which every page knows without the code of a kind. */
  choice: boolean;
  /** Whether a ballot names options, so that their counts add up to the votes. */
  options: boolean;
  /** Whether it may name several; else a tap replaces the choice. */
  several: boolean;
  /** Whether voters write texts, which the host moderates. */
  texts: boolean;
};

const TRAITS: Record<Kind, Traits> = {
  single: { choice: true, options: true, several: false, texts: false },
  multiple: { choice: true, options: true, several: true, texts: false },
  rating: { choice: false, options: true, several: false, texts: false },
  grid: { choice: false, options: false, several: false, texts: false },
  ranking: { choice: false, options: false, several: false, texts: false },
  points: { choice: false, options: false, several: false, texts: false },
  number: { choice: false, options: false, several: false, texts: false },
  words: { choice: false, options: false, several: false, texts: true },
  text: { choice: false, options: false, several: false, texts: true },
};

export const takesTexts = (kind: Kind): boolean => TRAITS[kind].texts;

export const isChoice = (kind: Kind): kind is 'single' | 'multiple' => TRAITS[kind].choice;

export const takesSeveral = (kind: Kind): boolean => TRAITS[kind].several;

/** Whether one tap is a whole answer. */
export const takesOneTap = (kind: Kind): boolean => TRAITS[kind].options && !TRAITS[kind].several;

export const namesOptions = (kind: Kind): boolean => TRAITS[kind].options;
