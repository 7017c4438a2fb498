// One phone at one poll: what it sees, what it has picked, what it has sent. Nothing that arrives from
// others touches `chosen`; only the voter, and a vote that was counted, do.
import type { Link } from '../lib/live';
import { takesSeveral } from '../lib/kind';
import { isStale } from '../lib/is-stale';
import { ask, type Answer } from '../lib/http';
import type { Counted, Problem, Results, Snapshot, VoteBody, YourVote } from '../lib/wire.gen';
import { cast, type Delay, isSame } from './cast';
import { keepChoice, keptChoice } from './saved-choice';
import type { Step } from './focus';
import { canSend, pick } from './selection';

export type Phase = 'waiting' | 'voting' | 'counted' | 'closed';

export class Voter {
  results: Results = $state.raw() as Results;
  mine: YourVote | null = $state.raw(null);
  /** What the chosen options said when they were chosen. */
  #read: (string | undefined)[] = [];
  /** Something that was chosen is gone, or says something else, and is no longer chosen. */
  optionsChanged = $state(false);
  changing = $state(false);
  sending = $state(false);
  /** Why the same ballot is sent again, and the seconds until then. */
  delay: Delay | null = $state.raw(null);
  /** The code of the last definite no; null once it no longer matters. */
  refusal: string | null = $state(null);
  /** Why the form that this page answers was refused, as the server wrote it. */
  told: { title: string; detail: string; link: string | null } | null = $state.raw(null);
  /** What the voter has done last, for the focus to follow. */
  step: Step | null = $state.raw(null);
  /** This page at the address where the ballot would be counted. */
  elsewhere: string | null = $state.raw(null);
  link: Link = $state('connecting');
  #chosen: number[] = $state.raw([]);

  readonly #token: string;
  #goOn: () => void = () => {};

  constructor(snapshot: Snapshot, token: string) {
    this.results = snapshot;
    this.mine = snapshot.your_vote;
    this.#token = token;
    this.chosen = keptChoice(snapshot);
    this.changing = this.mine !== null && snapshot.allow_change && this.#chosen.length > 0;
  }

  get chosen(): number[] {
    return this.#chosen;
  }

  set chosen(ids: number[]) {
    this.#chosen = ids;
    this.#read = ids.map((id) => this.#text(id));
    this.optionsChanged = false;
    keepChoice(this.results, ids);
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
    if (!this.sending) this.#dropChanged();
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
    const answer = await this.#ask();
    if ('value' in answer) this.joined(answer.value);
    else this.refused(answer.problem);
  }

  tap(id: number): void {
    if (!this.sending) this.chosen = pick(this.results, this.chosen, id);
  }

  change(): void {
    this.chosen = [...(this.mine?.option_ids ?? [])];
    this.changing = true;
    this.step = { to: '.opt input:checked' };
  }

  keep(): void {
    this.changing = false;
    this.refusal = null;
    this.chosen = [];
    this.step = { to: '.counted h2' };
  }

  /** The network is back or the page woke up: a waiting ballot goes at once. */
  hurry(): void {
    if (this.delay?.code !== 'too_many_requests') this.#goOn();
  }

  async submit(): Promise<void> {
    if (this.sending || this.phase !== 'voting' || !canSend(this.results, this.chosen)) return;
    this.sending = true;
    this.refusal = null;
    this.optionsChanged = false;
    this.told = null;
    const sent = [...this.chosen];
    const answer = await cast({ post: () => this.#post(sent), wait: (delay) => this.#wait(delay) });
    if ('value' in answer) this.#counted({ option_ids: sent, receipt: answer.value.receipt }, answer.value.results);
    else await this.#denied(answer.problem, sent);
  }

  #post(sent: number[]): Promise<Answer<Counted>> {
    this.delay = null;
    const body: VoteBody = {};
    if (takesSeveral(this.results.kind)) body.option_ids = sent;
    else body.option_id = sent[0]!;
    return ask('POST', `${this.#path}/vote`, body, this.#token);
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

  /** Everything at once: no moment shows a ballot that is neither on its way nor counted. */
  #counted(vote: YourVote, results?: Results): void {
    this.sending = false;
    this.mine = vote;
    this.changing = false;
    this.chosen = [];
    this.step = { to: '.counted h2' };
    if (results) this.heard(results);
    else void this.refresh();
  }

  async #denied(problem: Problem, sent: number[]): Promise<void> {
    let mine = problem.your_vote ?? null;
    let results: Results | undefined;
    if (!mine) {
      // An earlier try may have been counted without its answer coming through: that is asked before anything is said.
      const answer = await this.#ask();
      if ('value' in answer) [mine, results] = [answer.value.your_vote, answer.value];
      if (mine && this.changing && !isSame(mine.option_ids, sent)) mine = null;
    }
    if (!mine || !isSame(mine.option_ids, sent)) this.refusal = problem.code;
    // The server names the poll's own page; who follows a meeting goes on following it.
    this.elsewhere = problem.link ? new URL(location.pathname, problem.link).href : null;
    if (mine) return this.#counted(mine, results);
    this.sending = false;
    if (results) this.heard(results);
    this.step = { to: '.notice' };
    this.#dropChanged();
  }

  #ask(): Promise<Answer<Snapshot>> {
    return ask('GET', `${this.#path}/results`, undefined, this.#token);
  }

  /** What was picked at the host's earlier address. */
  mark(chosen: number[]): void {
    this.chosen = chosen;
    this.#dropChanged();
    this.optionsChanged = false;
  }

  /** What is no longer offered, or says something else than when it was chosen, does not stay chosen. */
  #dropChanged(): void {
    const same = this.#chosen.filter((id, at) => this.#read[at] !== undefined && this.#read[at] === this.#text(id));
    if (same.length === this.#chosen.length) return;
    this.chosen = same;
    this.optionsChanged = true;
  }

  #text(id: number): string | undefined {
    return this.results.options.find((option) => option.id === id)?.option_text;
  }

  #startOver(): void {
    this.mine = null;
    this.changing = false;
    this.refusal = null;
    this.told = null;
  }

  get #path(): string {
    return `/poll/${this.results.poll_code}`;
  }
}
