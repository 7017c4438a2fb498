// What voters have written to a poll, and the host's decisions about it.
import { type Answer, ask } from '../../lib/http';
import type {
  DecisionBody,
  DecisionsBody,
  HostPoll,
  Moderation,
  Problem,
  RedactionBody,
  TermList as Listed,
  UndoBody,
} from '../../lib/wire.gen';

/** Milliseconds between two reads of the list while votes come. */
const REST = 1000;

export type Verdict = DecisionBody['verdict'];

export class TermList {
  list: Listed | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  busy = $state(false);
  #read = -REST;
  #code = '';

  /** Reads the list of a poll again, at most once a second; returns what cancels a read that still waits. */
  follow({ poll_code, seq }: Pick<HostPoll, 'poll_code' | 'seq'>): () => void {
    if (poll_code !== this.#code) [this.list, this.problem, this.#code, this.#read] = [null, null, poll_code, -REST];
    if (this.list && this.list.seq >= seq) return () => {};
    const timer = setTimeout(() => void this.#load(), Math.max(0, this.#read + REST - performance.now()));
    return () => clearTimeout(timer);
  }

  /** Carries decisions out together; returns what undoes them, or null where nothing has changed. */
  async decide(terms: readonly string[], verdict: Verdict, into?: string): Promise<(() => Promise<boolean>) | null> {
    const decisions = terms.map((term): DecisionBody => ({ term, verdict, ...(into && { into }) }));
    const code = this.#code;
    const act = (await this.#send(code, 'terms', { decisions }))?.act ?? null;
    return act === null ? null : async () => !!(await this.#send(code, 'terms/undo', { act }));
  }

  async redact(term: string): Promise<void> {
    await this.#send(this.#code, 'redactions', { term });
  }

  async setRule(change: { moderation?: Moderation; show_after?: number }): Promise<void> {
    this.busy = true;
    const answer = await ask<HostPoll>('PATCH', `/api/polls/${this.#code}`, change);
    this.busy = false;
    this.problem = 'problem' in answer ? answer.problem : null;
    await this.#load();
  }

  async #load(): Promise<void> {
    const code = this.#code;
    this.#read = performance.now();
    this.#apply(code, await ask<Listed>('GET', `/api/polls/${code}/terms`));
  }

  async #send(code: string, path: string, body: DecisionsBody | UndoBody | RedactionBody): Promise<Listed | null> {
    if (this.busy) return null;
    this.busy = true;
    const answer = await ask<Listed>('POST', `/api/polls/${code}/${path}`, body);
    this.busy = false;
    this.#apply(code, answer);
    return 'value' in answer ? answer.value : null;
  }

  /** An older list than the shown one is left out: two requests may be answered in any order. */
  #apply(code: string, answer: Answer<Listed>): void {
    if (code !== this.#code) return;
    this.problem = 'problem' in answer ? answer.problem : null;
    if ('value' in answer && (!this.list || answer.value.seq >= this.list.seq)) this.list = answer.value;
  }
}
