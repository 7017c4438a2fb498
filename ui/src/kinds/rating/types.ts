// A rating: one mark of a labelled scale. Its options are the marks, the lowest first; a vote names one.
import type { Results } from '../../lib/wire.gen';
import type { Scale } from '../shared/scale';

export type RatingPoll = Results & Scale;
export type RatingAnswer = { options: number[] };
