// A phone in a meeting: it follows the stage, and has a `Voter` for each poll it has shown, so that a poll that is staged again
// still has the choice that was not sent.
import type { ConnectionState } from '../lib/live';
import { ask } from '../lib/http';
import type { Count, JoinBody, Problem, Results, Snapshot, StageNow } from '../lib/wire.gen';
import { Voter } from './voter.svelte';

/** The notice above everything else: the host cannot be reached, or this browser cannot store the phone's identity. */
export type Aside = { tone: 'warn' | 'bad'; title: string; text: string; to?: { href: string; text: string } };

export class Guest {
  /** What the meeting shows; null on the page of a single poll. */
  stage: StageNow | null = $state.raw(null);
  /** This phone at the poll on stage; null in the lobby. */
  voter: Voter | null = $state.raw(null);
  /** Why there is nothing to follow: the code of the server's last refusal. */
  refusal: string | null = $state(null);
  aside: Aside | null = $state.raw(null);
  /** Whether the server has answered since the page woke up: until then a connection that looks alive may be dead. */
  isAnswered = $state(true);
  #connection: ConnectionState = $state('connecting');

  readonly token: string;
  readonly #pollCode: string | undefined;
  readonly #voters: Record<string, Voter> = {};

  constructor(snapshot: Snapshot | null, stage: StageNow | null, token: string) {
    this.token = token;
    this.#pollCode = stage ? undefined : snapshot?.poll_code;
    this.stage = stage;
    if (snapshot) this.#show(snapshot);
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  set connection(connection: ConnectionState) {
    this.#connection = connection;
    this.isAnswered = true;
    if (this.voter) this.voter.connection = connection;
  }

  /** The connection as the page shows it: one that is not known to work is none yet. */
  get shownConnection(): ConnectionState {
    return this.#connection === 'live' && !this.isAnswered ? 'connecting' : this.#connection;
  }

  /** The room to join: the meeting's, or the poll's on the page of a single poll. */
  get join(): JoinBody {
    const browser_token = this.token;
    return this.stage
      ? { join_code: this.stage.join_code, browser_token }
      : { poll_code: this.#pollCode!, browser_token };
  }

  /** Applies the answer to joining. */
  applyJoin(snapshot: Snapshot | null, stage: StageNow | null): void {
    this.refusal = null;
    if (stage && (!this.stage || stage.seq >= this.stage.seq)) this.stage = stage;
    if (snapshot) {
      this.#voters[snapshot.poll_code]?.restartPresence();
      this.#show(snapshot);
    } else if (stage) this.voter = null;
  }

  /** Applies a change of the stage; true where this phone has to join another poll. */
  applyStage(stage: StageNow): boolean {
    // Its number of phones is not shown here, so the newer stage is the one with the greater `seq`.
    if (!this.stage || stage.seq < this.stage.seq) return false;
    this.stage = stage;
    if (stage.poll_code === this.voter?.results.poll_code) return false;
    // A poll that this phone has shown before is shown at once; the answer to joining contains what has changed in it.
    this.voter = (stage.poll_code && this.#voters[stage.poll_code]) || null;
    if (this.voter) this.voter.connection = this.#connection;
    return stage.poll_code !== null;
  }

  applyResults(results: Results): void {
    this.voter?.applyResults(results);
  }

  /** As in `Voter`. */
  applyCount(count: Count): boolean {
    return this.voter?.applyCount(count) ?? true;
  }

  applyRefusal(problem: Problem): void {
    if (this.voter) this.voter.applyRefusal(problem);
    else this.refusal = problem.code;
  }

  retryNow(): void {
    this.voter?.retryNow();
  }

  /** Fetches stage and results by HTTP: while there is no socket, and when the page wakes up. */
  async refresh(): Promise<void> {
    if (this.stage) {
      const answer = await ask<StageNow>('GET', `/m/${this.stage.join_code}/stage`);
      if ('value' in answer && this.applyStage(answer.value)) return this.#fetch(answer.value.poll_code!);
    }
    await this.voter?.refresh();
  }

  async #fetch(code: string): Promise<void> {
    const answer = await ask<Snapshot>('GET', `/poll/${code}/results`, undefined, this.token);
    if ('value' in answer && this.stage?.poll_code === code) this.#show(answer.value);
  }

  /** Shows the poll of a snapshot: with this phone's earlier `Voter` of that poll, or a new one. */
  #show(snapshot: Snapshot): void {
    const earlier = this.#voters[snapshot.poll_code];
    earlier?.applySnapshot(snapshot);
    const voter = earlier ?? new Voter(snapshot, this.token);
    this.#voters[snapshot.poll_code] = voter;
    voter.connection = this.#connection;
    this.voter = voter;
  }
}
