// What the console shows, and what the host can do. State comes from the server alone: every action
// answers with the poll as it is now, and a reload stands where it stood.
import { type Answer, ask } from '../lib/http';
import type { Link } from '../lib/live';
import { isStale } from '../lib/newest';
import type {
  Console,
  CreateBody,
  Created,
  HostPoll,
  Network,
  PollPatch,
  PollSummary,
  Problem,
  Results,
} from '../lib/wire.gen';

export class Desk {
  polls: PollSummary[] = $state.raw([]);
  poll: HostPoll | null = $state.raw(null);
  network: Network = $state.raw() as Network;
  /** About the database that was found at the start, until the host has read it. */
  notice: string | null = $state(null);
  /** Votes cannot be stored right now. */
  storageFailing = $state(false);
  link: Link = $state('connecting');
  composing = $state(false);
  busy = $state(false);
  /** The last action's no, until the next action. */
  trouble: Problem | null = $state.raw(null);
  /** Called when another poll comes on stage: the socket follows it. */
  staged: () => void = () => {};

  constructor(console: Console) {
    this.polls = console.polls;
    this.poll = console.staged;
    this.network = console.network;
    this.notice = console.notice;
    this.storageFailing = console.storage_failing;
    this.composing = !console.staged;
  }

  /** What the QR code and the copied link carry: the address as it is now. */
  get shareUrl(): string {
    const base = this.network.base_url;
    if (!this.poll) return '';
    return base ? `${base}/poll/${this.poll.poll_code}` : this.poll.share_url;
  }

  heard(next: Results): void {
    if (!this.poll || isStale(this.poll, next)) return;
    this.poll = { ...this.poll, ...next };
    // The list is told anew when a state changes, not at every vote.
    const { poll_code, state, total_votes } = next;
    this.polls = this.polls.map((poll) => (poll.poll_code === poll_code ? { ...poll, state, total_votes } : poll));
  }

  async refresh(): Promise<void> {
    const answer = await ask<Console>('GET', '/api/console');
    if ('problem' in answer) return;
    this.polls = answer.value.polls;
    this.network = answer.value.network;
    this.storageFailing = answer.value.storage_failing;
    if (!this.poll && answer.value.staged) this.#stage(answer.value.staged);
  }

  async view(code: string): Promise<void> {
    this.composing = false;
    if (code === this.poll?.poll_code) return;
    const poll = await this.#act(ask<HostPoll>('GET', `/api/polls/${code}`));
    if (poll) this.#stage(poll);
  }

  async create(body: CreateBody): Promise<boolean> {
    const created = await this.#act(ask<Created>('POST', '/create', body));
    if (!created) return false;
    this.#stage(created);
    this.composing = false;
    const { poll_code, question, state, total_votes } = created;
    if (!this.polls.some((poll) => poll.poll_code === poll_code))
      this.polls = [{ poll_code, question, state, total_votes }, ...this.polls];
    return true;
  }

  async patch(patch: PollPatch | null): Promise<void> {
    if (!patch || !this.poll || this.busy) return;
    const poll = await this.#act(ask<HostPoll>('PATCH', `/api/polls/${this.poll.poll_code}`, patch));
    if (poll) this.heard(poll);
  }

  async useAddress(address: string | null): Promise<void> {
    const network = await this.#act(ask<Network>('PUT', '/api/network', { address }));
    if (network) this.network = network;
  }

  #stage(poll: HostPoll): void {
    this.poll = poll;
    this.staged();
  }

  /** `busy` while the answer is on its way: a second press meanwhile does nothing. */
  async #act<T>(request: Promise<Answer<T>>): Promise<T | null> {
    this.busy = true;
    this.trouble = null;
    const answer = await request;
    this.busy = false;
    if ('value' in answer) return answer.value;
    this.trouble = answer.problem;
    return null;
  }
}
