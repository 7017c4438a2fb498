// One phone at one poll: the newest results, the choice, and the vote that was sent. `chosen` is changed by the voter's actions,
// emptied when a vote is counted, and loses options that the host has removed or reworded; results never add to it.
import { FollowedPoll } from '../lib/followed-poll.svelte';
import type { ConnectionState } from '../lib/live';
import { takesSeveral } from '../lib/kind';
import { ask, type Answer } from '../lib/http';
import type { Count, Counted, Problem, Results, Snapshot, VoteBody, YourVote } from '../lib/wire.gen';
import { cast, type Delay, isSame } from './retry';
import type { FocusTarget } from './focus';
import { saveChoice, savedChoice } from './saved-choice';
import { canSend, select } from './selection';

export type Phase = 'waiting' | 'voting' | 'counted' | 'closed';
/** In the voter's words. `claim`: the vote and the result that were checked. */
export type Checked = { claim: string; isFine: boolean; title: string; text: string };

export class Voter {
  /** This phone's counted vote. */
  mine: YourVote | null = $state.raw(null);
  /** The texts of the chosen options at the moment they were chosen. */
  #chosenTexts: (string | undefined)[] = [];
  /** Whether an option was dropped from the choice because it was removed or reworded. */
  optionsChanged = $state(false);
  /** Whether the ballot is open again to change a counted vote. */
  changing = $state(false);
  /** Whether a ballot has been sent and has no final answer yet. */
  sending = $state(false);
  /** Why the ballot will be sent again, and the seconds until then. */
  delay: Delay | null = $state.raw(null);
  /** The code of the server's last refusal; null once it no longer applies. */
  refusal: string | null = $state(null);
  /** Why the server refused the HTML form that it has answered with this page, in the server's words. */
  formNotice: { title: string; detail: string; link: string | null } | null = $state.raw(null);
  /** Where the voter's last action moves the focus. */
  focus: FocusTarget | null = $state.raw(null);
  /** The URL of this page at an address where the ballot would be accepted. */
  elsewhere: string | null = $state.raw(null);
  /** Whether this page has sent the vote that was counted. */
  isSent = $state(false);
  /** What this phone has found out about its vote in the result; null while that is not known. */
  checked: Checked | null = $state.raw(null);
  connection: ConnectionState = $state('connecting');
  #chosen: number[] = $state.raw([]);

  readonly #poll: FollowedPoll<Results>;
  readonly #token: string;
  /** Ends the pause before the next try. */
  #endDelay: () => void = () => {};

  constructor(snapshot: Snapshot, token: string) {
    this.#poll = new FollowedPoll<Results>(snapshot);
    this.mine = snapshot.your_vote;
    this.#token = token;
    this.chosen = savedChoice(snapshot);
    this.changing = this.mine !== null && snapshot.allow_change && this.#chosen.length > 0;
  }

  get results(): Results {
    return this.#poll.shown;
  }

  get chosen(): number[] {
    return this.#chosen;
  }

  set chosen(ids: number[]) {
    this.#chosen = ids;
    this.#chosenTexts = ids.map((id) => this.#text(id));
    this.optionsChanged = false;
    saveChoice(this.results, ids);
  }

  get phase(): Phase {
    const { state } = this.results;
    if (state === 'closed') return 'closed';
    if (state !== 'open') return 'waiting';
    return this.mine && !this.changing ? 'counted' : 'voting';
  }

  /** Applies a snapshot for the whole room; false for one that is outdated. */
  applyResults(next: Results): boolean {
    const previous = this.results;
    if (!this.#poll.update(next)) return false;
    if (next.round !== previous.round) this.#startRound();
    if (next.fairness !== previous.fairness || (next.state === 'open' && previous.state !== 'open'))
      this.refusal = null;
    if (!this.sending) this.#dropChangedOptions();
    return true;
  }

  /** Applies a count for the whole room; false where its texts or rules have not arrived. */
  applyCount(count: Count): boolean {
    return this.#poll.applyCount(count, (next) => this.applyResults(next));
  }

  /** Applies a snapshot for this phone, with its vote. It never removes a counted vote within a round, because the server may have
   *  written the snapshot before it counted the vote. */
  applySnapshot(snapshot: Snapshot): void {
    if (this.applyResults(snapshot) && !this.sending && snapshot.your_vote) this.mine = snapshot.your_vote;
  }

  /** As in `FollowedPoll`. */
  restartPresence(): void {
    this.#poll.restartPresence();
  }

  applyRefusal(problem: Problem): void {
    if (problem.code === 'no_such_poll') this.refusal = problem.code;
  }

  async refresh(): Promise<void> {
    const answer = await this.#fetch();
    if ('value' in answer) this.applySnapshot(answer.value);
    else this.applyRefusal(answer.problem);
  }

  tap(id: number): void {
    if (!this.sending) this.chosen = select(this.results, this.chosen, id);
  }

  /** Opens the ballot again with the counted vote. */
  change(): void {
    this.chosen = [...(this.mine?.option_ids ?? [])];
    this.changing = true;
    this.focus = { to: '.opt input:checked' };
  }

  /** Leaves the counted vote as it is. */
  keep(): void {
    this.changing = false;
    this.refusal = null;
    this.chosen = [];
    this.focus = { to: '.counted h2' };
  }

  /** Sends a delayed ballot at once: the network is back or the page woke up. A delay of the rate limit is not shortened. */
  retryNow(): void {
    if (this.delay?.code !== 'too_many_requests') this.#endDelay();
  }

  async submit(): Promise<void> {
    if (this.sending || this.phase !== 'voting' || !canSend(this.results, this.chosen)) return;
    this.sending = true;
    this.refusal = null;
    this.optionsChanged = false;
    this.formNotice = null;
    const sent = [...this.chosen];
    const answer = await cast({ post: () => this.#post(sent), wait: (delay) => this.#wait(delay) });
    if ('value' in answer) {
      const { receipt, nonce, results } = answer.value;
      this.isSent = true;
      this.#counted({ option_ids: sent, receipt, nonce }, results);
    } else await this.#onRefusal(answer.problem, sent);
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
        if (left <= 0) return this.#endDelay();
        this.delay = { code, seconds: left };
      };
      const timer = setInterval(tick, 250);
      this.#endDelay = () => {
        clearInterval(timer);
        resolve();
      };
      tick();
    });
  }

  /** Sets everything in one step, so that the page never shows a ballot that is neither pending nor counted. */
  #counted(vote: YourVote, results?: Results): void {
    this.sending = false;
    this.mine = vote;
    this.changing = false;
    this.chosen = [];
    this.focus = { to: '.counted h2' };
    if (results) this.applyResults(results);
    else void this.refresh();
  }

  async #onRefusal(problem: Problem, sent: number[]): Promise<void> {
    let mine = problem.your_vote ?? null;
    let results: Results | undefined;
    if (!mine) {
      // An earlier try may have been counted although its answer was lost, so the counted vote is fetched first.
      const answer = await this.#fetch();
      if ('value' in answer) [mine, results] = [answer.value.your_vote, answer.value];
      if (mine && this.changing && !isSame(mine.option_ids, sent)) mine = null;
    }
    if (!mine || !isSame(mine.option_ids, sent)) this.refusal = problem.code;
    // The server's link names the poll's own page; a page of a meeting stays the meeting's at the other address.
    this.elsewhere = problem.link ? new URL(location.pathname, problem.link).href : null;
    if (mine) return this.#counted(mine, results);
    this.sending = false;
    if (results) this.applyResults(results);
    this.focus = { to: '.notice' };
    this.#dropChangedOptions();
  }

  #fetch(): Promise<Answer<Snapshot>> {
    return ask('GET', `${this.#path}/results`, undefined, this.#token);
  }

  /** Sets the choice made at the host's earlier address. */
  restoreChoice(chosen: number[]): void {
    this.chosen = chosen;
    this.#dropChangedOptions();
    this.optionsChanged = false;
  }

  /** Drops from the choice every option that was removed, or whose text has changed since it was chosen. */
  #dropChangedOptions(): void {
    const texts = this.#chosenTexts;
    const unchanged = this.#chosen.filter((id, at) => texts[at] !== undefined && texts[at] === this.#text(id));
    if (unchanged.length === this.#chosen.length) return;
    this.chosen = unchanged;
    this.optionsChanged = true;
  }

  #text(id: number): string | undefined {
    return this.results.options.find((option) => option.id === id)?.option_text;
  }

  /** Removes the vote and the refusals of the previous round. */
  #startRound(): void {
    this.mine = null;
    this.isSent = false;
    this.changing = false;
    this.refusal = null;
    this.formNotice = null;
  }

  get #path(): string {
    return `/poll/${this.results.poll_code}`;
  }
}
