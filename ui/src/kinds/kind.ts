// What every kind of poll gives to the three pages. Each page has a table of all kinds (`phone.svelte.ts`, `projector.ts`,
// `console.ts`); the compiler rejects them when a kind is added to the wire types and a part of it is missing.
import type { Component } from 'svelte';
import type { Draft } from '../host/compose/draft.svelte';
import type { HostPoll, Kind, Results, RoundResult } from '../lib/wire.gen';
import type { GridAnswer, GridPoll } from './grid/types';
import type { NumberAnswer, NumberPoll } from './number/types';
import type { PointsAnswer, PointsPoll } from './points/types';
import type { RankingAnswer, RankingPoll } from './ranking/types';
import type { Settings } from './settings';

/** What all kinds have in common. */
export type Poll = Omit<Results, 'kind'> & {
  /** Votes that abstain; absent where the poll does not permit it, null while hidden. */
  blank?: number | null;
};

/** A choice on the wire, and a rating of a server that sends no scale. */
export type ChoicePoll = Results;
export type ChoiceAnswer = { options: number[] };

/** The kinds whose pages are ready before polls can be created with them: their polls and answers. */
type Coming = {
  grid: [GridPoll, GridAnswer];
  ranking: [RankingPoll, RankingAnswer];
  points: [PointsPoll, PointsAnswer];
  number: [NumberPoll, NumberAnswer];
};
export type EveryKind = Kind | keyof Coming;
/** The kinds that a poll can be created with. */
export type OfferedKind = Exclude<Kind, keyof Coming>;

/** A kind's polls and answers. */
type Wire<K extends EveryKind> = K extends keyof Coming ? Coming[K] : [ChoicePoll, ChoiceAnswer];
export type PollOf<K extends EveryKind> = Wire<K>[0];
export type AnswerOf<K extends EveryKind> = Wire<K>[1];

/** A voter's answer, as a vote sends it. While a ballot is filled in, it may not be complete yet. */
export type Answer = AnswerOf<EveryKind>;
/** An abstention: it can take the place of every answer where the poll permits it. */
export type Blank = 'blank';

export type BallotProps<P = ChoicePoll, A = ChoiceAnswer> = {
  poll: P;
  /** What is entered now. */
  answer: A;
  /** Whether nothing can be changed, because the ballot is being sent. */
  disabled: boolean;
  onanswer: (answer: A) => void;
  /** Which order this phone shows options in, for kinds that shuffle them; the host's where it is empty. */
  seed?: string | undefined;
};

/** Where results are shown: phones and the console have one column of text, the projector has to be read from afar. */
export type Size = 'phone' | 'console' | 'projector';

export type ResultsProps<P = ChoicePoll, A = ChoiceAnswer> = {
  poll: P;
  size: Size;
  /** Whether counts are shown. */
  shown: boolean;
  /** This phone's counted answer. */
  mine?: A | null | undefined;
  /** Classes for the layout that the projector has chosen for this number of options. */
  layout?: string | undefined;
  /** Whether new bars grow to their length on the projector, instead of having it at once. */
  grows?: boolean | undefined;
};

/** A part of an answer in words, with the letter of its option; empty where the kind has no letters. */
export type Named = { letter: string; text: string };

/** A kind on the voter's page. */
export type PhoneKind<P = ChoicePoll, A = ChoiceAnswer> = {
  /** The fields of the ballot, without question and button. */
  Ballot: Component<BallotProps<P, A>>;
  Results: Component<ResultsProps<P, A>>;
  /** The instruction above the ballot, which follows what is entered. */
  hint: (poll: P, answer: A) => string;
  /** Whether an answer is complete. */
  canSend: (poll: P, answer: A) => boolean;
  /** An answer in words. */
  name: (poll: P, answer: A) => Named[];
  /** The results as a sentence, for screen readers; they are visible. */
  outcome: (poll: P) => string;
  /** The right answers in words; none until they are shown. */
  right: (poll: P) => Named[];
};

/** A kind on the projector. */
export type ProjectorKind<P = ChoicePoll, A = ChoiceAnswer> = {
  Results: Component<ResultsProps<P, A>>;
  /** How many rows of type the results have, which decides how large it may be. */
  rows: (poll: P) => number;
};

/** `hidden`: whether the host has hidden the counts on this screen. */
export type ChartProps<P = HostPoll> = { poll: P; hidden: boolean };
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

/** A kind that the console is ready for, before polls can be created with it. Its chart can be read as text, so that it needs no table. */
export type ComingConsoleKind<K extends keyof Coming & keyof Settings> = {
  Chart: Component<ChartProps<PollOf<K>>>;
  Compose: Component<ComposeProps & { settings: Settings[K] }, object, 'settings'>;
};

/** Parts of an answer as a list in one line. */
export const listed = (names: readonly Named[]): string =>
  names.map(({ letter, text }) => (letter ? `${letter} ${text}` : text)).join(', ');
