// Sends a ballot until the server gives a final answer. Repeating it is safe: a ballot that was counted although its answer was
// lost is answered with the counted vote.
import { type Answer, UNREACHABLE } from '../lib/http';
import type { Counted, Problem } from '../lib/wire.gen';

/** Why a ballot is sent again, and after how many seconds. */
export type Delay = { code: string; seconds: number };

export type CastOptions = {
  /** Sends the ballot once. */
  post: () => Promise<Answer<Counted>>;
  /** Shows the delay and waits for it; may end early when the network is available again. */
  wait: (delay: Delay) => Promise<void>;
  random?: () => number;
};

/** Whether the same ballot can succeed later: no answer, the rate limit, or an error of the server. */
export const isRetryable = (problem: Pick<Problem, 'code' | 'status'>): boolean =>
  problem.code === UNREACHABLE || problem.code === 'too_many_requests' || problem.status >= 500;

/**
 * Seconds until the next try: what the server asks for, else 1, 2, 4, 8, 10 …, both with jitter, so that the phones of a room
 * do not retry all at once.
 */
export function retryDelay(problem: Pick<Problem, 'retry_after'>, tries: number, random = Math.random): number {
  if (problem.retry_after !== undefined) return problem.retry_after + random();
  return Math.min(2 ** tries, 10) * (0.75 + random() / 2);
}

/** Sends a ballot until the server gives a final answer, and returns that answer. */
export async function cast({ post, wait, random = Math.random }: CastOptions): Promise<Answer<Counted>> {
  for (let tries = 0; ; tries++) {
    const answer = await post();
    if (!('problem' in answer) || !isRetryable(answer.problem)) return answer;
    await wait({ code: answer.problem.code, seconds: retryDelay(answer.problem, tries, random) });
  }
}
