// Counting a poll again on the server, one count at a time on the screen.
import { ask } from '../../lib/http';
import type { HostPoll, Problem, Reconciled } from '../../lib/wire.gen';
import { type Count, standing } from './recount';

export class Recount {
  count: Count | null = $state.raw(null);
  busy = $state(false);
  trouble: Problem | null = $state.raw(null);
  #asked = 0;

  /** Of two questions on their way the later one is shown: the first may be of another poll. */
  async again(poll: HostPoll): Promise<void> {
    const mine = ++this.#asked;
    const of = standing(poll);
    this.busy = true;
    const answer = await ask<Reconciled>('GET', `/api/polls/${poll.poll_code}/recount`);
    if (mine !== this.#asked) return;
    this.busy = false;
    this.trouble = 'problem' in answer ? answer.problem : null;
    this.count = 'value' in answer ? { of, at: Date.now(), sum: answer.value } : null;
  }
}
