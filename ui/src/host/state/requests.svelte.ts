// The requests of the host's actions: whether one is pending, and why the last one failed.
import type { Answer } from '../../lib/http';
import type { Problem } from '../../lib/wire.gen';

export class Requests {
  /** Whether an answer is pending: actions that are started meanwhile do nothing. */
  busy = $state(false);
  /** Why the last action failed; null if it did not, and while one is pending. */
  problem: Problem | null = $state.raw(null);

  /** Awaits the answer of an action; null where it failed, with the reason in `problem`. */
  async run<T>(request: Promise<Answer<T>>): Promise<T | null> {
    this.busy = true;
    this.problem = null;
    const answer = await request;
    this.busy = false;
    if ('value' in answer) return answer.value;
    this.problem = answer.problem;
    return null;
  }
}
