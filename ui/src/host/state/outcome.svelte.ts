// How the last request of a part of the console went.
import type { Answer } from '../../lib/http';
import type { Problem } from '../../lib/wire.gen';

export class Outcome {
  /** Why it failed; null if it did not. */
  problem: Problem | null = $state.raw(null);

  /** The value of an answer; null where it is a problem, which `problem` then holds. */
  value<T>(answer: Answer<T>): T | null {
    this.problem = 'problem' in answer ? answer.problem : null;
    return 'value' in answer ? answer.value : null;
  }
}
