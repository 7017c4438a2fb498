// One phone at one poll: what it sees, what it has picked, what it has sent. Nothing that arrives from
// others touches `chosen`; only the voter, and a vote that was counted, do.
import type { Link } from '../lib/live';
import { isStale } from '../lib/newest';
import { ask, type Answer } from '../lib/http';
import type { Counted, Problem, Results, Snapshot, VoteBody, YourVote } from '../lib/wire.gen';
import { cast, type Delay, isSame } from './cast';
import { canSend, pick } from './pick';

export type Phase = 'waiting' | 'voting' | 'counted' | 'closed';

export class Voter {
  results: Results = $state.raw() as Results;
  mine: YourVote | null = $state.raw(null);
  chosen: number[] = $state.raw([]);
  changing = $state(false);
  sending = $state(false);
  /** Why the same ballot is sent again, and the seconds until then. */
  delay: Delay | null = $state.raw(null);
  /** The code of the last definite no; null once it no longer matters. */
  refusal: string | null = $state(null);
  link: Link = $state('connecting');

  readonly #token: string;
  #goOn: () => void = () => {};

  constructor(snapshot: Snapshot, token: string) {
    this.results = snapshot;
    this.mine = snapshot.your_vote;
    this.#token = token;
  }

  get phase(): Phase {
    const { state } = this.results;
    if (state === 'closed') return 'closed';
    if (state !== 'open') return 'waiting';
    return this.mine && !this.changing ? 'counted' : 'voting';
  }

  /** A snapshot for everybody in the room. */
  heard(next: Results): boolean {
    const now = this.results;
    if (isStale(now, next)) return false;
    if (next.round !== now.round) this.#startOver();
    if (next.fairness !== now.fairness || (next.state === 'open' && now.state !== 'open')) this.refusal = null;
    this.results = next;
    return true;
  }

  /** A snapshot for this phone, with its own vote. Within a round a vote that was counted stays counted, even
   *  if this snapshot was written while the vote was on its way. */
  joined(snapshot: Snapshot): void {
    if (this.heard(snapshot) && !this.sending && snapshot.your_vote) this.mine = snapshot.your_vote;
  }

  refused(problem: Problem): void {
    if (problem.code === 'no_such_poll') this.refusal = problem.code;
  }

  async refresh(): Promise<void> {
    const answer = await ask<Snapshot>('GET', `${this.#path}/results?browser_token=${this.#token}`);
    if ('value' in answer) this.joined(answer.value);
    else this.refused(answer.problem);
  }

  tap(id: number): void {
    if (!this.sending) this.chosen = pick(this.results, this.chosen, id);
  }

  change(): void {
    this.chosen = [...(this.mine?.option_ids ?? [])];
    this.changing = true;
  }

  keep(): void {
    this.changing = false;
    this.refusal = null;
    this.chosen = [];
  }

  /** The network is back or the page woke up: a waiting ballot goes at once. */
  hurry(): void {
    if (this.delay?.code !== 'too_many_requests') this.#goOn();
  }

  async submit(): Promise<void> {
    if (this.sending || this.phase !== 'voting' || !canSend(this.results, this.chosen)) return;
    this.sending = true;
    this.refusal = null;
    const sent = [...this.chosen];
    const answer = await cast({ post: () => this.#post(sent), wait: (delay) => this.#wait(delay) });
    this.sending = false;
    if ('value' in answer) this.#counted({ option_ids: sent, receipt: answer.value.receipt }, answer.value.results);
    else this.#denied(answer.problem, sent);
  }

  #post(sent: number[]): Promise<Answer<Counted>> {
    this.delay = null;
    const body: VoteBody = { browser_token: this.#token };
    if (this.results.kind !== 'multiple') body.option_id = sent[0]!;
    else body.option_ids = sent;
    return ask('POST', `${this.#path}/vote`, body);
  }

  #wait({ code, seconds }: Delay): Promise<void> {
    const end = Date.now() + seconds * 1000;
    return new Promise((resolve) => {
      const tick = () => {
        const left = Math.ceil((end - Date.now()) / 1000);
        if (left <= 0) return this.#goOn();
        this.delay = { code, seconds: left };
      };
      const timer = setInterval(tick, 250);
      this.#goOn = () => {
        clearInterval(timer);
        resolve();
      };
      tick();
    });
  }

  #counted(vote: YourVote, results?: Results): void {
    this.mine = vote;
    this.changing = false;
    this.chosen = [];
    if (results) this.heard(results);
    else void this.refresh();
  }

  #denied(problem: Problem, sent: number[]): void {
    if (problem.your_vote) {
      if (!isSame(problem.your_vote.option_ids, sent)) this.refusal = problem.code;
      this.#counted(problem.your_vote);
      return;
    }
    this.refusal = problem.code;
    void this.refresh().then(() => this.#dropUnknown());
  }

  /** What was picked at the host's earlier address. */
  mark(chosen: number[]): void {
    this.chosen = chosen;
    this.#dropUnknown();
  }

  /** Options that this poll does not have (any more) cannot stay chosen. */
  #dropUnknown(): void {
    const known = this.chosen.filter((id) => this.results.options.some((option) => option.id === id));
    if (known.length !== this.chosen.length) this.chosen = known;
  }

  #startOver(): void {
    this.mine = null;
    this.changing = false;
    this.refusal = null;
  }

  get #path(): string {
    return `/poll/${this.results.poll_code}`;
  }
}
