// One phone at one poll: the newest results, the answer, and the vote that was sent. `answer` is changed by the voter's actions,
// emptied when a vote is counted, and loses options that the host has removed or reworded; results never add to it.
import { type Answer, type Blank, filtered, isEmpty, isSame, namedIds } from '../kinds/answer';
import { listed } from '../kinds/kind';
import { nameOf, phoneKind } from '../kinds/phone.svelte';
import { Countdown } from '../lib/countdown.svelte';
import { FollowedPoll } from '../lib/followed-poll.svelte';
import type { ConnectionState } from '../lib/live';
import { ask, type Answer as Reply } from '../lib/http';
import { takesOneTap } from '../lib/kind';
import type { Count, Counted, Problem, Results, Snapshot, YourVote } from '../lib/wire.gen';
import { cast, type Delay } from './retry';
import type { FocusTarget } from './focus';
import { saveAnswer, savedAnswer } from './saved-answer';
import { t } from './text';

/** The first field of a ballot that says something. */
const BALLOT = '.opt input:checked, .pick, .dial input, .entry input';
/** The first field that an incomplete ballot can be completed in. */
const UNFILLED =
  '.options:not(.full) input:not(:checked), .pick[aria-pressed="false"], .dial input, .ask .btn, .entry input, .entry textarea';

/** Seconds in which a tapped choice can be taken back, where one tap votes. */
const UNDO_SECONDS = 5;
/** Whole seconds before the end of the poll's timer at which it is sent, however long ago it was tapped: it has to arrive in time. */
export const LAST_SECONDS = 2;

export type Phase = 'waiting' | 'voting' | 'counted' | 'closed';
/** In the voter's words. `claim`: the vote and the result that were checked. */
export type Checked = { claim: string; isFine: boolean; title: string; text: string };

export class Voter {
  /** This phone's counted vote. */
  mine: YourVote | null = $state.raw(null);
  /** The texts of the options that the answer names, at the moment they were named. */
  #texts: Record<number, string | undefined> = {};
  /** Whether an option was dropped from the answer because it was removed or reworded. */
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
  /** Whether the voter has tried to send an incomplete ballot: the button then says what it lacks. */
  isReminded = $state(false);
  /** What the voter's last action has led to, for screen readers; each action sets a new object, so that the same is announced again. */
  note: { text: string } | null = $state.raw(null);
  /** Where the voter's last action moves the focus. */
  focus: FocusTarget | null = $state.raw(null);
  /** The URL of this page at an address where the ballot would be accepted. */
  elsewhere: string | null = $state.raw(null);
  /** Whether this page has sent the vote that was counted. */
  isSent = $state(false);
  /** Whether the vote was counted a moment ago: the page then says so in large letters. */
  isFresh = $state(false);
  /** What this phone has found out about its vote in the result; null while that is not known. */
  checked: Checked | null = $state.raw(null);
  /** Whether this phone has asked for more time in this round. */
  hasAskedForTime = $state(false);
  connection: ConnectionState = $state('connecting');
  /** The time in which a tapped choice can be taken back; its `left` is null while no choice waits. */
  readonly undo = new Countdown();
  #answer: Answer | Blank | null = $state.raw(null);

  readonly #poll: FollowedPoll<Results>;
  readonly #token: string;
  /** Ends the pause before the next try. */
  #endDelay: () => void = () => {};

  constructor(snapshot: Snapshot, token: string) {
    this.#poll = new FollowedPoll<Results>(snapshot);
    this.mine = snapshot.your_vote;
    this.#token = token;
    const saved = savedAnswer(snapshot);
    // A ballot that was sent as the page was left may have been counted.
    this.answer = saved && this.mine && isSame(saved, this.mine.answer) ? null : saved;
    this.changing = this.mine !== null && snapshot.allow_change && this.#answer !== null;
  }

  get results(): Results {
    return this.#poll.shown;
  }

  /** What is entered; null while that is nothing. */
  get answer(): Answer | Blank | null {
    return this.#answer;
  }

  /** Whatever waited to be sent does so no more. */
  set answer(answer: Answer | Blank | null) {
    this.undo.set(null);
    this.#answer = answer && isEmpty(answer) ? null : answer;
    this.#texts = Object.fromEntries(namedIds(this.#answer ?? 'blank').map((id) => [id, this.#text(id)]));
    this.optionsChanged = false;
    saveAnswer(this.results, this.#answer);
  }

  /** What the ballot still lacks, in words; empty if it can be sent. The poll's kind is loaded. */
  get missing(): string {
    const { empty, missing } = phoneKind(this.results.kind)!;
    return this.#answer === 'blank' ? '' : missing(this.results, this.#answer ?? empty);
  }

  /** Whether a tapped choice is sent by itself. */
  get isOneTap(): boolean {
    return !!this.results.one_tap && takesOneTap(this.results.kind);
  }

  /** The order in which this phone shows shuffled options depends on it: the same after a reload, another one in each poll. */
  get seed(): string {
    return `${this.#token} ${this.results.poll_code}`;
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

  /** Enters a choice. Where one tap votes, a tapped one is sent once it can be taken back no more; keys and screen readers pass over
   *  options on their way, so that theirs waits for the button. `left`: whole seconds of the poll's timer. */
  choose(answer: Answer | Blank, isTap: boolean, left: number | null): void {
    const waited = this.undo.left !== null;
    this.answer = answer;
    if (isTap && this.isOneTap && !this.missing) this.#sendSoon(answer, left);
    else if (waited) this.note = { text: t('one_tap_waits') };
  }

  #sendSoon(answer: Answer | Blank, left: number | null): void {
    const seconds = Math.min(UNDO_SECONDS, (left ?? Infinity) - LAST_SECONDS);
    if (seconds <= 0) return void this.submit();
    this.undo.set(seconds * 1000);
    this.note = { text: t('one_tap_spoken', { choice: listed(nameOf(this.results, answer)), seconds }) };
  }

  /** Sends a tapped choice that waits, if there is one. `isLeaving`: the page is being left. */
  sendNow(isLeaving = false): void {
    if (this.undo.left !== null) void this.submit(isLeaving);
  }

  /** Takes a tapped choice back, before it was sent. */
  takeBack(): void {
    const [id] = namedIds(this.#answer ?? 'blank');
    this.answer = (this.changing && this.mine?.answer) || null;
    this.note = { text: t('one_tap_undone') };
    this.focus = { to: id === undefined ? '.blank' : `.opt input[value="${id}"]`, scroll: 'nearest' };
  }

  /** Opens the ballot again with the counted vote. */
  change(): void {
    this.answer = this.mine?.answer ?? null;
    this.changing = true;
    this.isFresh = false;
    this.focus = { to: BALLOT };
  }

  /** Leaves the counted vote as it is. */
  keep(): void {
    this.changing = false;
    this.refusal = null;
    this.answer = null;
    this.focus = { to: '.counted h2' };
  }

  /** Sends a delayed ballot at once: the network is back or the page woke up. A delay of the rate limit is not shortened. */
  retryNow(): void {
    if (this.delay?.code !== 'too_many_requests') this.#endDelay();
  }

  /** `isLeaving`: the page is being left. */
  async submit(isLeaving = false): Promise<void> {
    this.undo.set(null);
    if (this.sending || this.phase !== 'voting') return;
    if (this.missing) return this.#remind();
    this.sending = true;
    this.refusal = null;
    this.optionsChanged = false;
    this.formNotice = null;
    const entered = this.#answer!;
    const kind = phoneKind(this.results.kind)!;
    const sent = entered !== 'blank' && kind.sent ? kind.sent(this.results, entered) : entered;
    const { round } = this.results;
    const post = () => this.#post(sent, round, isLeaving);
    const reply = await cast({ post, wait: (delay) => this.#wait(delay) });
    if ('value' in reply) {
      const { receipt, nonce, results } = reply.value;
      this.isSent = true;
      this.isFresh = true;
      this.#counted(
        { option_ids: 'options' in Object(sent) ? namedIds(sent) : [], answer: sent, receipt, nonce },
        results,
      );
    } else await this.#onRefusal(reply.problem, sent);
  }

  /** Asks the host for more time, once in a round. */
  async askForTime(): Promise<void> {
    if (this.hasAskedForTime) return;
    this.hasAskedForTime = true;
    const reply = await ask('POST', `${this.#path}/more-time`, undefined, this.#token);
    this.hasAskedForTime = 'value' in reply;
    this.note = { text: t(this.hasAskedForTime ? 'time_asked_spoken' : 'time_not_asked') };
  }

  /** Says what the ballot lacks, and moves the focus to where that can be entered. */
  #remind(): void {
    this.isReminded = true;
    this.note = { text: this.missing };
    this.focus = { to: UNFILLED };
  }

  /** Sends the answer to this round: a ballot that is delayed does not count in a later one. */
  #post(answer: Answer | Blank, round: number, isLeaving: boolean): Promise<Reply<Counted>> {
    this.delay = null;
    return ask('POST', `${this.#path}/vote`, { answer, round }, this.#token, isLeaving);
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
    this.isReminded = false;
    this.answer = null;
    this.focus = { to: '.counted h2' };
    if (results) this.applyResults(results);
    else void this.refresh();
  }

  async #onRefusal(problem: Problem, sent: Answer | Blank): Promise<void> {
    let mine = problem.your_vote ?? null;
    let results: Results | undefined;
    if (!mine) {
      // An earlier try may have been counted although its answer was lost, so the counted vote is fetched first.
      const reply = await this.#fetch();
      if ('value' in reply) [mine, results] = [reply.value.your_vote, reply.value];
      if (mine && this.changing && !isSame(mine.answer, sent)) mine = null;
    }
    if (!mine || !isSame(mine.answer, sent)) this.refusal = problem.code;
    // The server's link names the poll's own page; a page of a meeting stays the meeting's at the other address.
    this.elsewhere = problem.link ? new URL(location.pathname, problem.link).href : null;
    if (mine && !this.refusal) this.isFresh = true;
    if (mine) return this.#counted(mine, results);
    this.sending = false;
    if (results) this.applyResults(results);
    this.focus = { to: '.notice' };
    this.#dropChangedOptions();
  }

  #fetch(): Promise<Reply<Snapshot>> {
    return ask('GET', `${this.#path}/results`, undefined, this.#token);
  }

  /** Sets the answer that was entered at the host's earlier address. */
  restore(answer: Answer | Blank): void {
    this.answer = answer;
    this.#dropChangedOptions();
    this.optionsChanged = false;
  }

  /** Drops from the answer every option that was removed, or whose text has changed since it was named. */
  #dropChangedOptions(): void {
    const [answer, texts] = [this.#answer, this.#texts];
    const isUnchanged = (id: number) => texts[id] !== undefined && texts[id] === this.#text(id);
    if (!answer || answer === 'blank' || namedIds(answer).every(isUnchanged)) return;
    this.answer = filtered(answer, isUnchanged);
    this.optionsChanged = true;
  }

  #text(id: number): string | undefined {
    return this.results.options.find((option) => option.id === id)?.option_text;
  }

  /** Removes the vote and the refusals of the previous round. A ballot that still waits is sent now, and refused. */
  #startRound(): void {
    this.#endDelay();
    this.undo.set(null);
    this.hasAskedForTime = false;
    this.mine = null;
    this.isSent = false;
    this.isFresh = false;
    this.isReminded = false;
    this.changing = false;
    this.refusal = null;
    this.formNotice = null;
  }

  get #path(): string {
    return `/poll/${this.results.poll_code}`;
  }
}
