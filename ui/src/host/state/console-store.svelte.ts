// What the console shows, each part in a store of its own. All state comes from the server, which answers every action with the new
// state, so a reload and a second console show the same. The host's actions are in `poll-actions.ts` and `meeting-actions.ts`; this
// store applies what the server sends.
import { ask } from '../../lib/http';
import type { Console, Current, HostPoll, MeetingPolls, StageNow } from '../../lib/wire.gen';
import { BoardList } from '../board/board-list.svelte';
import { Composer } from './composer.svelte';
import type { Confirmation } from './confirmation';
import { storeIfEnded } from './ended-meeting';
import { NetworkState } from './network.svelte';
import { Projector } from './projector.svelte';
import { Requests } from './requests.svelte';
import { ServerState } from './server-state.svelte';
import { UndoOffer } from './undo.svelte';

export class ConsoleStore {
  readonly requests = new Requests();
  readonly undo = new UndoOffer();
  readonly board = new BoardList();
  readonly server: ServerState;
  readonly network: NetworkState;
  readonly composer: Composer;
  readonly projector: Projector;
  /** The question that the host has to answer before an action is carried out. */
  confirmation: Confirmation | null = $state.raw(null);
  /** Codes of the open polls that the host chose to leave open while another poll was staged. */
  leftOpen: readonly string[] = [];
  /** Called when a poll is shown, so that the socket joins its room. */
  onfollow: () => void = () => {};

  constructor(console: Console) {
    this.server = new ServerState(console);
    this.network = new NetworkState(console.network, this.requests);
    this.composer = new Composer(console.polls);
    this.projector = new Projector(console.projector);
  }

  /** The URL in the QR code and in the copied link: the meeting's, at the current address. */
  get shareUrl(): string {
    const { meeting, poll } = this.server;
    return this.network.url(meeting ? `/m/${meeting.join_code}` : `/poll/${poll?.poll_code}`);
  }

  applyPolls({ join_code, polls, deleted }: MeetingPolls): void {
    const { server } = this;
    if (join_code === server.meeting?.join_code) server.applyPolls(polls, deleted);
    else if (!server.meeting) void this.refresh();
  }

  /** Applies a change of the stage, perhaps by another console or window: a console that shows the poll on stage then shows the
   *  poll that is staged next. */
  applyStage(stage: StageNow): void {
    const { server } = this;
    if (stage.join_code !== server.meeting?.join_code || stage.seq < server.meeting.seq) return;
    const follows = server.poll?.poll_code === server.staged || !server.poll;
    server.applyStage(stage);
    storeIfEnded(stage);
    if (stage.ended) this.undo.offered = this.confirmation = null;
    else void this.#loadFirst();
    // Also behind the composer, which stays open.
    if (follows && stage.poll_code) void this.#load(stage.poll_code);
  }

  /** Shows the current meeting after a console has started, opened, ended or deleted one. A meeting that has ended stays on screen
   *  until another one is current. */
  async applyCurrent({ join_code, ended }: Current): Promise<void> {
    const { meeting } = this.server;
    if (join_code === (meeting?.join_code ?? null) || (meeting?.ended && ended)) return;
    await this.showCurrentMeeting();
  }

  /** Fetches the whole state from the server and applies it. */
  async refresh(): Promise<void> {
    const answer = await ask<Console>('GET', '/api/console');
    if ('problem' in answer) return;
    this.#apply(answer.value);
    if (!this.composer.editing) await this.#loadFirst();
  }

  /** Shows the meeting that has become the current one; an open projector and an open bar follow. */
  async showCurrentMeeting(): Promise<void> {
    const answer = await ask<Console>('GET', '/api/console');
    if ('problem' in answer) return;
    const { server, composer, projector } = this;
    server.meeting = server.poll = this.undo.offered = this.confirmation = null;
    this.board.isShown = false;
    this.#apply(answer.value);
    if (server.meeting) storeIfEnded(server.meeting);
    composer.reset(server.polls);
    await this.#loadFirst();
    if (server.meeting) await projector.follow((server.meeting as StageNow).join_code);
  }

  /** Shows a poll in place of the composer and of the board. `requests.busy` stays as it is: other actions remain possible. */
  async view(code: string): Promise<void> {
    this.composer.close();
    this.board.isShown = false;
    await this.#load(code);
  }

  /** Shows a poll as the server has just sent it. */
  show(poll: HostPoll): void {
    this.server.poll = poll;
    this.onfollow();
  }

  async #load(code: string): Promise<void> {
    if (code === this.server.poll?.poll_code) return;
    const answer = await ask<HostPoll>('GET', `/api/polls/${code}`);
    if ('value' in answer) this.show(answer.value);
    else this.requests.problem = answer.problem;
  }

  /** Shows the first poll where none is shown. */
  async #loadFirst(): Promise<void> {
    const [first] = this.server.polls;
    if (!this.server.poll && first) await this.#load(first.poll_code);
  }

  #apply(console: Console): void {
    const { server } = this;
    const formerCode = server.meeting?.join_code;
    this.network.update(console.network);
    this.projector.update(console.projector);
    if (!server.applyConsole(console)) return;
    // The meeting is new to this console and has polls: one of them replaces the composer.
    if (console.meeting?.join_code !== formerCode && server.polls.length > 0) this.composer.reset(server.polls);
    if (!server.poll && console.staged) this.show(console.staged);
  }
}
