// What a meeting was, in one sentence.
import { figures } from '../lib/recap';
import { number } from '../lib/text';
import type { Recap } from '../lib/wire.gen';
import { many } from './text';

/** "3 questions, 118 votes, 41 people in the largest vote."; empty without votes. */
export function recapText(recap: Recap | undefined): string {
  const parts = figures(recap).map(({ key, n }) => `${number(n)} ${many(key, n)}`);
  return parts.length ? `${parts.join(', ')}.` : '';
}
