// What every kind of poll gives to the three pages. Each page has a table of all kinds (`phone.ts`, `projector.ts`, `console.ts`);
// the compiler rejects them when a kind is added to the wire types and a part of it is missing.
import type { Component } from 'svelte';
import type { Draft } from '../host/compose/draft.svelte';
import type { HostPoll, Results, RoundResult } from '../lib/wire.gen';

/** A voter's answer, as a vote sends it. */
export type Answer = { options: number[] };

export type BallotProps = {
  poll: Results;
  /** What is entered now. */
  answer: Answer;
  /** Whether nothing can be changed, because the ballot is being sent. */
  disabled: boolean;
  onanswer: (answer: Answer) => void;
};

export type ResultsProps = {
  poll: Results;
  size: 'phone' | 'projector';
  /** Whether counts are shown. */
  shown: boolean;
  /** This phone's counted answer. */
  mine?: Answer | null | undefined;
  /** Classes for the layout that the projector has chosen for this number of options. */
  layout?: string | undefined;
  /** Whether new bars grow to their length on the projector, instead of having it at once. */
  grows?: boolean | undefined;
};

/** A part of an answer in words, with the letter of its option; empty where the kind has no letters. */
export type Named = { letter: string; text: string };

/** A kind on the voter's page. */
export type PhoneKind = {
  /** The fields of the ballot, without question and button. */
  Ballot: Component<BallotProps>;
  Results: Component<ResultsProps>;
  /** The instruction above the ballot, which follows what is entered. */
  hint: (poll: Results, answer: Answer) => string;
  /** An answer in words. */
  name: (poll: Results, answer: Answer) => Named[];
  /** The results as a sentence, for screen readers; they are visible. */
  outcome: (poll: Results) => string;
  /** The right answers in words; none until they are shown. */
  right: (poll: Results) => Named[];
};

/** A kind on the projector. */
export type ProjectorKind = { Results: Component<ResultsProps> };

/** `hidden`: whether the host has hidden the counts on this screen. */
export type ChartProps = { poll: HostPoll; hidden: boolean };
export type RoundsProps = { poll: HostPoll; rounds: RoundResult[] };
/** `onstart`: opens the poll. */
export type ComposeProps = { draft: Draft; onstart: () => void };

/** A kind on the host's console. */
export type ConsoleKind = {
  /** The live chart. */
  Chart: Component<ChartProps>;
  /** The same for screen readers. */
  Table: Component<{ poll: HostPoll }>;
  /** The table that compares the rounds. */
  Rounds: Component<RoundsProps>;
  /** How many options a vote may name, or what else it may say, as a chip. */
  rule: (poll: HostPoll) => string;
  /** The composer's fields below the question. `focusMissing` moves the focus to a field without which the poll cannot be opened,
   *  and returns whether there is one. */
  Compose: Component<ComposeProps, { focusMissing?: () => boolean }>;
  /** The switches of the kind, beside those that every poll has. */
  ComposeRules: Component<{ draft: Draft }> | null;
  /** The hint below the composer's fields. */
  composeHint: (draft: Draft) => string;
  /** Whether the host can mark right answers. */
  hasRightAnswers: boolean;
};

/** Parts of an answer as a list in one line. */
export const listed = (names: readonly Named[]): string =>
  names.map(({ letter, text }) => (letter ? `${letter} ${text}` : text)).join(', ');
