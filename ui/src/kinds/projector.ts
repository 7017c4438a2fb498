// The kinds of polls on the projector.
import type { Kind } from '../lib/wire.gen';
import ChoiceWall from './choice/Wall.svelte';
import GridResults from './grid/Results.svelte';
import type { AnswerOf, PollOf, ProjectorKind } from './kind';
import NumberResults from './number/Results.svelte';
import PointsResults from './points/Results.svelte';
import RankingResults from './ranking/Results.svelte';
import RatingResults from './rating/Results.svelte';
import TextWall from './text/Wall.svelte';
import WordCloud from './words/Cloud.svelte';

/** One row for each option. */
const perOption = ({ options }: { options: unknown[] }) => options.length;
/** A histogram, a cloud or cards: the type leaves most of the height to them. */
const HISTOGRAM = 6;

const KINDS: { [K in Kind]: ProjectorKind<PollOf<K>, AnswerOf<K>> } = {
  single: { Results: ChoiceWall, rows: perOption },
  multiple: { Results: ChoiceWall, rows: perOption },
  rating: { Results: RatingResults, rows: () => HISTOGRAM },
  grid: { Results: GridResults, rows: perOption },
  ranking: { Results: RankingResults, rows: perOption },
  points: { Results: PointsResults, rows: perOption },
  number: { Results: NumberResults, rows: () => HISTOGRAM },
  words: { Results: WordCloud, rows: () => HISTOGRAM },
  text: { Results: TextWall, rows: () => HISTOGRAM },
};

export const projectorKind = (kind: Kind): ProjectorKind => KINDS[kind] as unknown as ProjectorKind;
