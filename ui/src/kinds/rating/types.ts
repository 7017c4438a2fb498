// A rating on the wire, until the generated types have its scale.
import type { ChoiceAnswer, ChoicePoll, Poll } from '../kind';
import type { Scale } from '../shared/scale';

/** Its options are the marks, the lowest first; a vote names one. */
export type RatingPoll = ChoicePoll &
  Pick<Poll, 'blank'> &
  Scale & { /** Null without votes, and while hidden. */ median: number | null };
export type RatingAnswer = ChoiceAnswer;

/** Whether the server has sent the scale; a rating without one is a row of numbers. */
export const hasScale = (poll: ChoicePoll): poll is RatingPoll => 'scale_from' in poll;
