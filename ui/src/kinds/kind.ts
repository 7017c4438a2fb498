// What every kind of poll gives to the three pages. Each page has a table of all kinds (`phone.svelte.ts`, `projector.ts`,
// `console.ts`); the compiler rejects them when a kind is added to the wire types and a part of it is missing.
import type { Component } from 'svelte';
import type { Draft } from '../host/compose/draft.svelte';
import type { HostPoll, Kind, Results, RoundResult } from '../lib/wire.gen';
import type { Answer } from './answer';
import type { GridAnswer, GridPoll } from './grid/types';
import type { NumberAnswer, NumberPoll } from './number/types';
import type { PointsAnswer, PointsPoll } from './points/types';
import type { RankingAnswer, RankingPoll } from './ranking/types';
import type { RatingAnswer, RatingPoll } from './rating/types';
import type { TextAnswer, TextPoll } from './text/types';
import type { WordsAnswer, WordsPoll } from './words/types';

export type ChoicePoll = Results;
export type ChoiceAnswer = { options: number[] };

/** The polls and the answers of each kind. */
type Kinds = {
  single: [ChoicePoll, ChoiceAnswer];
  multiple: [ChoicePoll, ChoiceAnswer];
  rating: [RatingPoll, RatingAnswer];
  grid: [GridPoll, GridAnswer];
  ranking: [RankingPoll, RankingAnswer];
  points: [PointsPoll, PointsAnswer];
  number: [NumberPoll, NumberAnswer];
  words: [WordsPoll, WordsAnswer];
  text: [TextPoll, TextAnswer];
};
export type PollOf<K extends Kind> = Kinds[K][0];
export type AnswerOf<K extends Kind> = Kinds[K][1];

export type BallotProps<P = ChoicePoll, A = ChoiceAnswer> = {
  poll: P;
  /** What is entered now. */
  answer: A;
  /** Whether nothing can be changed, because the ballot is being sent. */
  disabled: boolean;
  onanswer: (answer: A) => void;
  /** Which order this phone shows options in; the host's where it is empty. */
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
  /** Whether the counts are being revealed on the projector: its figures follow its bars. */
  grows?: boolean | undefined;
  /** Percentages of the round before by the id of their option, on the projector; null where it has not been shown there. */
  before?: ReadonlyMap<number, number> | null | undefined;
};

/** A part of an answer in words, with the letter of its option; empty where the kind has no letters. */
export type Named = { letter: string; text: string };

/** What results say of this phone's own answer, a sentence a line. `isRight`: whether it is a right answer, and these are shown. */
export type Personal = { isRight: boolean; lines: string[] };

/** A kind on the voter's page. */
export type PhoneKind<P = Results, A = Answer> = {
  /** An answer in which nothing is entered yet. */
  empty: A;
  /** The fields of the ballot, without question and button. */
  Ballot: Component<BallotProps<P, A>>;
  Results: Component<ResultsProps<P, A>>;
  /** The instruction above the ballot, which follows what is entered. */
  hint: (poll: P, answer: A) => string;
  /** What an answer still lacks, in words; empty for one that can be sent. */
  missing: (poll: P, answer: A) => string;
  /** A complete answer in so few letters that the button can name it; absent where a kind's answers are long. */
  short?: (poll: P, answer: A) => string;
  /** An answer as the server returns it, where that is not as it was entered. */
  sent?: (poll: P, answer: A) => A;
  /** An answer in words. */
  name: (poll: P, answer: A) => Named[];
  /** The results as a sentence, for screen readers; they are visible. */
  outcome: (poll: P) => string;
  /** What visible results say of an answer; absent where that is nothing. */
  personal?: (poll: P, answer: A) => Personal;
  /** The right answers in words; none until they are shown. */
  right: (poll: P) => Named[];
};

/** A kind on the projector. */
export type ProjectorKind<P = Results, A = Answer> = {
  Results: Component<ResultsProps<P, A>>;
  /** How many rows of type the results have, which decides how large it may be. */
  rows: (poll: P) => number;
};

/** `hidden`: whether the host has hidden the counts on this screen. */
export type ChartProps<P = HostPoll> = { poll: P; hidden: boolean };
/** `poll`: the poll whose results are saved. */
export type FilesProps<P = HostPoll> = { poll: P };
export type RoundsProps = { poll: HostPoll; rounds: RoundResult[] };
/** `onstart`: opens the poll. */
export type ComposeProps = { draft: Draft; onstart: () => void };

/** A kind on the host's console. */
export type ConsoleKind<P = HostPoll> = {
  /** The live chart. */
  Chart: Component<ChartProps<P>>;
  /** The same for screen readers; null where the chart can be read as text. */
  Table: Component<{ poll: HostPoll }> | null;
  /** Downloads of this kind alone, beside the chart of every poll. */
  Files?: Component<FilesProps<P>>;
  /** The table that compares the rounds. */
  Rounds: Component<RoundsProps>;
  /** How many options a vote may name, or what else it may say, as a chip. */
  rule: (poll: P) => string;
  /** The composer's fields below the question; null for a kind without any. `focusMissing` moves the focus to a field without which the poll cannot be opened,
   *  and returns whether there is one. */
  Compose: Component<ComposeProps, { focusMissing?: () => boolean }> | null;
  /** The switches of the kind, beside those that every poll has. */
  ComposeRules: Component<{ draft: Draft }> | null;
  /** The hint below the composer's fields. */
  composeHint: (draft: Draft) => string;
  /** Whether the host can mark right options. */
  hasRightAnswers: boolean;
};

/** Parts of an answer as a list in one line. */
export const listed = (names: readonly Named[]): string =>
  names.map(({ letter, text }) => (letter ? `${letter} ${text}` : text)).join(', ');
