// What the console shows, and what the host can do. State comes from the server alone: every action
// answers with how things are now, a reload stands where it stood, and two consoles show the same.
import { type Answer, ask } from '../../lib/http';
import type { Link } from '../../lib/live';
import { isStale } from '../../lib/is-stale';
import type {
  Console,
  CreateBody,
  Created,
  Current,
  Diagnosis,
  HostPoll,
  MeetingBody,
  MeetingPatch,
  MeetingPolls,
  Network,
  PollPatch,
  PollSummary,
  Problem,
  Results,
  StageNow,
  StageWish,
} from '../../lib/wire.gen';
import { done } from './undo-text';
import { keepEnded } from './ended-meeting';
import { inverse, type Shown } from './steps';
import { Projector } from './projector.svelte';
import type { Question } from './confirmation';
import { sentence } from './sentence';

/** Something that was just done, in words, and how it is taken back. */
export type Undo = { said: string; run: () => Promise<unknown> };

export class Desk {
  meeting: StageNow | null = $state.raw(null);
  polls: PollSummary[] = $state.raw([]);
  /** Those that were deleted with votes, the last one first. */
  deleted: PollSummary[] = $state.raw([]);
  /** The poll that the console shows: the one on stage, unless the host looks at another. */
  poll: HostPoll | null = $state.raw(null);
  network: Network = $state.raw() as Network;
  /** Where phones came to before the address changed by itself, until the host has read it. */
  formerAddress: string | null = $state(null);
  /** About the database that was found at the start, until the host has read it. */
  notice: string | null = $state(null);
  /** Votes cannot be stored right now. */
  storageFailing = $state(false);
  /** Whether phones come through; null until the server has said so. */
  diagnosis: Diagnosis | null = $state.raw(null);
  link: Link = $state('connecting');
  /** How many people may count twice since the address changed. */
  doubtful = $state(0);
  /** `new`: a question is being written; a poll: that one is being changed. */
  composing: 'new' | HostPoll | null = $state.raw(null);
  busy = $state(false);
  /** The last action's no, until the next action. */
  trouble: Problem | null = $state.raw(null);
  undo: Undo | null = $state.raw(null);
  /** What the host is asked before something is done. */
  question: Question | null = $state.raw(null);
  /** The poll that was on stage last: the lobby and a blank screen stand before it. */
  behind: string | null = null;
  /** Open votes that the host has left open, though others have come on stage. */
  leftOpen: readonly string[] = [];
  readonly projector: Projector;
  /** Called when another poll is shown: the socket follows it. */
  followed: () => void = () => {};

  constructor(console: Console) {
    this.meeting = console.meeting;
    this.polls = console.polls;
    this.deleted = console.deleted;
    this.poll = console.staged;
    this.network = console.network;
    this.notice = console.notice;
    this.storageFailing = console.storage_failing;
    this.doubtful = console.doubtful;
    this.composing = console.polls.length === 0 ? 'new' : null;
    this.projector = new Projector(console.projector);
    this.behind = console.staged?.poll_code ?? null;
  }

  /** The code of the poll that phones and the projector show; null in the lobby. */
  get staged(): string | null {
    return this.meeting?.poll_code ?? null;
  }

  /** What the room sees. */
  get shown(): Shown {
    return { staged: this.staged, view: this.meeting?.view ?? 'lobby' };
  }

  /** A path as another computer opens it; this window may stand at an address that only this computer has. */
  reached(path: string): string {
    return `${this.network.base_url ?? location.origin}${path}`;
  }

  /** What the QR code and the copied link carry: the meeting, at the address as it is now. */
  get shareUrl(): string {
    const path = this.meeting ? `/m/${this.meeting.join_code}` : `/poll/${this.poll?.poll_code}`;
    return this.reached(path);
  }

  heard(next: Results): void {
    if (!this.poll || isStale(this.poll, next)) return;
    const locked = this.poll.locked || next.total_votes > 0;
    this.poll = { ...this.poll, ...next, locked };
    // The list is told anew when a state changes, not at every vote.
    const { poll_code, state, round, total_votes, mean } = next;
    this.polls = this.polls.map((poll) =>
      poll.poll_code === poll_code ? { ...poll, state, round, total_votes, mean } : poll,
    );
  }

  heardPolls({ join_code, polls, deleted }: MeetingPolls): void {
    if (join_code === this.meeting?.join_code) [this.polls, this.deleted] = [polls, deleted];
    else if (!this.meeting) void this.refresh();
  }

  /** Another console, or another window of this one, may have moved the stage: whoever looked at it goes along. */
  heardStage(stage: StageNow): void {
    if (stage.join_code !== this.meeting?.join_code || stage.seq < this.meeting.seq) return;
    const followed = this.poll?.poll_code === this.staged || !this.poll;
    this.meeting = stage;
    this.behind = stage.poll_code ?? this.behind;
    keepEnded(stage);
    if (stage.ended) this.undo = this.question = null;
    else if (!this.poll && this.polls[0]) void this.#load(this.polls[0].poll_code);
    // Behind a question that is being written: what another console does takes nothing away.
    if (followed && stage.poll_code) void this.#load(stage.poll_code);
  }

  /** Another console has started, opened, ended or deleted a meeting. One that has ended stays until there is another. */
  async heardCurrent({ join_code, ended }: Current): Promise<void> {
    if (join_code === (this.meeting?.join_code ?? null) || (this.meeting?.ended && ended)) return;
    await this.moved();
  }

  async refresh(): Promise<void> {
    const answer = await ask<Console>('GET', '/api/console');
    if ('problem' in answer) return;
    this.#take(answer.value);
    if (!this.poll && !this.composing && this.polls[0]) await this.#load(this.polls[0].poll_code);
  }

  /** Looking is no action: it keeps no key waiting. */
  async view(code: string): Promise<void> {
    this.composing = null;
    await this.#load(code);
  }

  async #load(code: string): Promise<void> {
    if (code === this.poll?.poll_code) return;
    const answer = await ask<HostPoll>('GET', `/api/polls/${code}`);
    if ('value' in answer) this.#show(answer.value);
    else this.trouble = answer.problem;
  }

  async create(body: CreateBody): Promise<boolean> {
    const created = await this.#act(ask<Created>('POST', '/create', body));
    if (!created) return false;
    const poll = await this.#act(ask<HostPoll>('GET', `/api/polls/${created.poll_code}`));
    if (poll) this.#show(poll);
    this.composing = null;
    await this.refresh();
    return true;
  }

  /** Changes the poll that is shown. What can be taken back is offered. */
  async patch(patch: PollPatch | null): Promise<boolean> {
    const before = this.poll;
    if (!patch || !before || this.busy) return false;
    const poll = await this.#act(this.#patch(before.poll_code, patch));
    if (!poll) return false;
    this.#merge(poll);
    const [back, what] = [inverse(before, patch), done(patch, poll)];
    this.undo = back && what && { said: sentence(what), run: () => this.#take_back(before.poll_code, back) };
    return true;
  }

  /** Another wording, of whichever poll. */
  async mend(code: string, patch: PollPatch): Promise<boolean> {
    const poll = await this.#act(this.#patch(code, patch));
    if (!poll) return false;
    this.#show(poll);
    await this.refresh();
    return true;
  }

  async stage(wish: StageWish): Promise<void> {
    if (!this.meeting || this.busy) return;
    const stage = await this.#act(ask<StageNow>('PUT', `/api/meetings/${this.meeting.join_code}/stage`, wish));
    if (!stage) return;
    this.undo = null;
    this.meeting = stage;
    this.behind = stage.poll_code ?? this.behind;
    if (wish.poll_code) await this.view(wish.poll_code);
  }

  /** Ends the voting in a poll, whichever is shown. */
  async close(code: string): Promise<boolean> {
    const closed = await this.#act(this.#patch(code, { state: 'closed' }));
    if (!closed) return false;
    this.heard(closed);
    this.polls = this.polls.map((poll) => (poll.poll_code === code ? { ...poll, state: closed.state } : poll));
    return true;
  }

  /** The meeting that goes on; a new one where there is none. */
  async someMeeting(): Promise<StageNow | null> {
    if (!this.meeting && !this.busy) {
      await this.#act(ask<StageNow>('POST', '/api/meetings', {}));
      await this.refresh();
    }
    return this.meeting;
  }

  /** Ends the meeting that is shown. */
  async end(code: string): Promise<boolean> {
    const stage = await this.#amend(code, { ended: true });
    if (stage) this.heardStage(stage);
    return !!stage;
  }

  /** Opens a meeting again; it is the one that is shown from now on. */
  async reopen(code: string): Promise<boolean> {
    const stage = await this.#amend(code, { ended: false });
    if (stage) await this.moved();
    return !!stage;
  }

  /** A new meeting, with the questions of another one or without; it is shown from now on. */
  async meet(body: MeetingBody): Promise<boolean> {
    const met = await this.#act(ask<StageNow>('POST', '/api/meetings', body));
    if (met) await this.moved();
    return !!met;
  }

  async remove(code: string): Promise<void> {
    const question = this.polls.find((poll) => poll.poll_code === code)?.question ?? '';
    const gone = await this.#act(ask<null>('DELETE', `/api/polls/${code}`), true);
    if (!gone) return;
    // At once with its going: until then what is offered would take back something else.
    this.undo = {
      said: sentence({ key: 'done_deleted', question }),
      run: () => this.#take_back(code, { deleted: false }),
    };
    this.polls = this.polls.filter((poll) => poll.poll_code !== code);
    if (this.poll?.poll_code === code) {
      this.poll = null;
      const next = this.staged && this.staged !== code ? this.staged : this.polls[0]?.poll_code;
      if (next) await this.view(next);
      else this.composing = 'new';
    }
  }

  /** Strikes what devices with several addresses have voted beyond their first vote. */
  async strike(): Promise<void> {
    if (!this.poll || this.busy) return;
    const poll = await this.#act(ask<HostPoll>('DELETE', `/api/polls/${this.poll.poll_code}/extra-votes`));
    if (poll) this.#merge(poll);
  }

  /** Brings a deleted poll back, votes and all. */
  async restore(code: string): Promise<void> {
    this.undo = null;
    await this.#take_back(code, { deleted: false });
  }

  /** Deletes a deleted poll for good: nothing brings it back. */
  async erase(code: string): Promise<void> {
    this.undo = null;
    await this.#act(ask<null>('DELETE', `/api/polls/${code}?for_good=true`));
    await this.refresh();
  }

  async copy(code: string): Promise<void> {
    const poll = await this.#act(ask<HostPoll>('POST', `/api/polls/${code}/copy`));
    if (!poll) return;
    this.#show(poll);
    await this.refresh();
  }

  async reorder(codes: string[]): Promise<void> {
    const before = this.polls.map((poll) => poll.poll_code);
    const now = this.polls;
    this.polls = codes.flatMap((code) => now.find((poll) => poll.poll_code === code) ?? []);
    await this.#order(codes);
    this.undo = { said: sentence({ key: 'done_moved' }), run: () => this.#order(before) };
  }

  /** The last address there was. */
  #address: string | null = null;
  #choosing = false;

  heardNetwork(network: Network): void {
    const before = this.network.address ?? this.#address;
    this.network = network;
    if (!network.address) return;
    this.#address = network.address;
    // What the host has chosen is no news.
    if (this.#choosing || network.address === this.formerAddress) this.formerAddress = null;
    else if (before && before !== network.address) this.formerAddress ??= before;
  }

  async useAddress(address: string | null): Promise<void> {
    this.#choosing = true;
    const network = await this.#act(ask<Network>('PUT', '/api/network', { address }));
    if (network) this.heardNetwork(network);
    this.#choosing = false;
  }

  /** Another meeting has become the current one. A projector that is open goes along. */
  async moved(): Promise<void> {
    const answer = await ask<Console>('GET', '/api/console');
    if ('problem' in answer) return;
    this.meeting = this.poll = this.undo = this.question = null;
    this.#take(answer.value);
    if (this.meeting) keepEnded(this.meeting);
    this.composing = this.polls.length === 0 ? 'new' : null;
    if (!this.poll && this.polls[0]) await this.view(this.polls[0].poll_code);
    if (this.meeting && this.projector.place) await this.projector.open((this.meeting as StageNow).join_code);
  }

  async takeBack(): Promise<void> {
    const undo = this.undo;
    this.undo = null;
    await undo?.run();
  }

  #amend(code: string, patch: MeetingPatch): Promise<StageNow | null> {
    return this.#act(ask<StageNow>('PATCH', `/api/meetings/${code}`, patch));
  }

  #patch(code: string, patch: PollPatch): Promise<Answer<HostPoll>> {
    return ask<HostPoll>('PATCH', `/api/polls/${code}`, patch);
  }

  async #take_back(code: string, patch: PollPatch): Promise<void> {
    const poll = await this.#act(this.#patch(code, patch));
    if (!poll) return;
    if (this.poll?.poll_code === code) this.#merge(poll);
    else this.#show(poll);
    await this.refresh();
  }

  async #order(codes: string[]): Promise<void> {
    if (!this.meeting) return;
    const path = `/api/meetings/${this.meeting.join_code}/order`;
    const stage = await this.#act(ask<StageNow>('PUT', path, { poll_codes: codes }));
    if (!stage) await this.refresh();
  }

  #take(console: Console): void {
    this.heardNetwork(console.network);
    this.storageFailing = console.storage_failing;
    this.doubtful = console.doubtful;
    this.projector.heard(console.projector);
    const { meeting } = console;
    const same = meeting?.join_code === this.meeting?.join_code;
    // A meeting that has ended is no console's any more; this one shows its end until there is another.
    if (this.meeting?.ended && !same) return;
    if (!meeting || meeting.seq >= (same ? (this.meeting?.seq ?? 0) : 0)) this.meeting = meeting;
    this.polls = console.polls;
    // What was asked elsewhere before this page could hear of it.
    if (!same && this.polls.length > 0) this.composing = null;
    this.deleted = console.deleted;
    this.behind = console.staged?.poll_code ?? null;
    if (!this.poll && console.staged) this.#show(console.staged);
  }

  #show(poll: HostPoll): void {
    this.poll = poll;
    this.followed();
  }

  /** The answer to a change, unless the socket has told something newer meanwhile. */
  #merge(poll: HostPoll): void {
    const { note, auto_reveal, locked, share_url } = poll;
    this.heard(poll);
    if (this.poll?.poll_code === poll.poll_code) this.poll = { ...this.poll, note, auto_reveal, locked, share_url };
  }

  /** `busy` while the answer is on its way: a second press meanwhile does nothing. */
  async #act<T>(request: Promise<Answer<T>>, empty?: false): Promise<T | null>;
  async #act<T>(request: Promise<Answer<T>>, empty: true): Promise<true | null>;
  async #act<T>(request: Promise<Answer<T>>, empty = false): Promise<T | true | null> {
    this.busy = true;
    this.trouble = null;
    const answer = await request;
    this.busy = false;
    if ('value' in answer) return empty ? true : answer.value;
    this.trouble = answer.problem;
    return null;
  }
}
