// A ballot's way to the server: the same ballot again and again until there is a definite answer.
// That is safe, because a ballot that was counted without our hearing of it answers with the counted vote.
import { type Answer, UNREACHABLE } from '../lib/http';
import type { Counted, Problem } from '../lib/wire.gen';

export type Delay = { code: string; seconds: number };

export type Post = {
  post: () => Promise<Answer<Counted>>;
  /** Shows the delay and lets it pass; may end early when the network comes back. */
  wait: (delay: Delay) => Promise<void>;
  random?: () => number;
};

/** Whether the same ballot can succeed later without anybody changing anything. */
export const passes = (problem: Pick<Problem, 'code' | 'status'>): boolean =>
  problem.code === UNREACHABLE || problem.code === 'too_many_requests' || problem.status >= 500;

/**
 * Seconds until the next try: what the server asks for, else 1, 2, 4, 8, 10 …, in both cases spread
 * a little, so that a room of phones does not come back in one instant.
 */
export function pause(problem: Pick<Problem, 'retry_after'>, tries: number, random = Math.random): number {
  if (problem.retry_after !== undefined) return problem.retry_after + random();
  return Math.min(2 ** tries, 10) * (0.75 + random() / 2);
}

export async function cast({ post, wait, random = Math.random }: Post): Promise<Answer<Counted>> {
  for (let tries = 0; ; tries++) {
    const answer = await post();
    if (!('problem' in answer) || !passes(answer.problem)) return answer;
    await wait({ code: answer.problem.code, seconds: pause(answer.problem, tries, random) });
  }
}

/** Whether the counted vote names the very options this phone has just sent. */
export const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id));
