// A phone in a meeting: it follows what the host puts on stage, and remembers what it has picked in each
// poll, so that a question that comes back finds the choice that was not sent yet.
import type { Link } from '../lib/live';
import { ask } from '../lib/http';
import type { JoinBody, Problem, Results, Snapshot, StageNow } from '../lib/wire.gen';
import { Voter } from './voter.svelte';

/** What stands above everything else while something is the matter. */
export type Aside = { tone: 'warn' | 'bad'; title: string; text: string; to?: { href: string; text: string } };

export class Guest {
  /** What the meeting shows; null on the page of a single poll. */
  stage: StageNow | null = $state.raw(null);
  /** This phone at the poll on stage; null in the lobby. */
  voter: Voter | null = $state.raw(null);
  /** Why there is nothing to follow: the code of the last definite no. */
  refusal: string | null = $state(null);
  aside: Aside | null = $state.raw(null);
  #link: Link = $state('connecting');

  readonly token: string;
  readonly #poll: string | undefined;
  readonly #voters: Record<string, Voter> = {};

  constructor(snapshot: Snapshot | null, stage: StageNow | null, token: string) {
    this.token = token;
    this.#poll = stage ? undefined : snapshot?.poll_code;
    this.stage = stage;
    if (snapshot) this.#show(snapshot);
  }

  get link(): Link {
    return this.#link;
  }

  set link(link: Link) {
    this.#link = link;
    if (this.voter) this.voter.link = link;
  }

  /** What to follow: the meeting, or the one poll whose page this is. */
  get join(): JoinBody {
    const browser_token = this.token;
    return this.stage ? { join_code: this.stage.join_code, browser_token } : { poll_code: this.#poll!, browser_token };
  }

  joined(snapshot: Snapshot | null, stage: StageNow | null): void {
    this.refusal = null;
    if (stage && this.#isNews(stage)) this.stage = stage;
    if (snapshot) this.#show(snapshot);
    else if (stage) this.voter = null;
  }

  /** True when this phone has to join what is shown now. */
  staged(stage: StageNow): boolean {
    if (!this.stage || !this.#isNews(stage)) return false;
    this.stage = stage;
    if (stage.poll_code === this.voter?.results.poll_code) return false;
    // Known polls come at once; what has changed in them meanwhile follows with the answer to joining.
    this.voter = (stage.poll_code && this.#voters[stage.poll_code]) || null;
    if (this.voter) this.voter.link = this.#link;
    return stage.poll_code !== null;
  }

  heard(results: Results): void {
    this.voter?.heard(results);
  }

  refused(problem: Problem): void {
    if (this.voter) this.voter.refused(problem);
    else this.refusal = problem.code;
  }

  hurry(): void {
    this.voter?.hurry();
  }

  /** By plain requests, while there is no socket. */
  async refresh(): Promise<void> {
    if (this.stage) {
      const answer = await ask<StageNow>('GET', `/m/${this.stage.join_code}/stage`);
      if ('value' in answer && this.staged(answer.value)) return this.#fetch(answer.value.poll_code!);
    }
    await this.voter?.refresh();
  }

  async #fetch(code: string): Promise<void> {
    const answer = await ask<Snapshot>('GET', `/poll/${code}/results`, undefined, this.token);
    if ('value' in answer && this.stage?.poll_code === code) this.#show(answer.value);
  }

  #isNews(stage: StageNow): boolean {
    return !this.stage || stage.seq >= this.stage.seq;
  }

  #show(snapshot: Snapshot): void {
    const known = this.#voters[snapshot.poll_code];
    if (known) known.joined(snapshot);
    const voter = known ?? new Voter(snapshot, this.token);
    this.#voters[snapshot.poll_code] = voter;
    voter.link = this.#link;
    this.voter = voter;
  }
}
