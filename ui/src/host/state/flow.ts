// The steps of a meeting, each triggered by a key and by a button.
import type { PollPatch } from '../../lib/wire.gen';
import { many, t } from '../text';
import { type Confirmation, keyOf } from './confirmation';
import type { ConsoleStore } from './console-store.svelte';
import { changeStage, endMeeting, ensureMeeting } from './meeting-actions';
import { guardOpenPoll } from './open-poll-guard';
import { patchPoll } from './poll-actions';
import {
  type Back,
  canRunAgain,
  nextStep,
  reopensVotes,
  type Step,
  stepBack,
  switchesBars,
  toggleAnswer,
  toggleOpen,
  toggleReveal,
} from './steps';

/** The length of a timer when it is started. */
export const TIMER_SECONDS = 30;
/** How much is added to a running timer at a time. */
export const MORE_TIME_SECONDS = 15;

export class Flow {
  constructor(private readonly store: ConsoleStore) {}

  next(): void {
    const { poll, roomView, polls } = this.store.server;
    if (!this.store.requests.busy && poll) this.#perform(nextStep(poll, roomView, polls), 'next');
  }

  back(): void {
    const { poll, roomView, polls } = this.store.server;
    if (!this.store.requests.busy && poll) this.#perform(stepBack(poll, roomView, polls), 'back');
  }

  /** Opens or closes the poll; a closed one with votes is opened again only once that is confirmed. */
  open(): void {
    const { poll } = this.store.server;
    if (!poll) return;
    const patch = toggleOpen(poll);
    if (reopensVotes(poll, patch)) this.#confirmReopening(poll.poll_code, poll.total_votes, 'open');
    else this.#patch(poll.poll_code, patch, 'open');
  }

  /** Reveals or hides the results; where phones see them anyway, the bars on the projector while it shows this poll. */
  reveal(): void {
    const { poll, meeting, staged } = this.store.server;
    if (!poll || !meeting) return;
    const patch = toggleReveal(poll);
    if (patch) void patchPoll(this.store, patch);
    else if (switchesBars(poll, staged)) void changeStage(this.store, { bars: !meeting.bars });
  }

  /** Shows or hides the right answer. */
  answer(): void {
    const { poll } = this.store.server;
    if (poll) void patchPoll(this.store, toggleAnswer(poll));
  }

  timer(): void {
    if (this.store.server.poll?.state === 'open') void patchPoll(this.store, { timer_seconds: TIMER_SECONDS });
  }

  /** Adds time to a running timer: without one it would begin one, and end the voting. */
  moreTime(): void {
    const { poll } = this.store.server;
    if (poll?.state === 'open' && poll.closes_in !== null)
      void patchPoll(this.store, { add_seconds: MORE_TIME_SECONDS });
  }

  /** Starts another round. */
  again(): void {
    const { poll } = this.store.server;
    if (poll?.state === 'closed' && canRunAgain(poll)) void patchPoll(this.store, { run_again: true });
  }

  /** Switches the QR code on the projector from the corner to the whole screen, then off, then to the corner again. */
  qr(): void {
    const { meeting } = this.store.server;
    const next = { corner: 'full', full: 'off', off: 'corner' } as const;
    if (meeting) void changeStage(this.store, { qr: next[meeting.qr] });
  }

  /** Blanks what the room sees, or shows again what the blank screen hides. */
  blank(): void {
    const { meeting } = this.store.server;
    if (meeting) void changeStage(this.store, { view: meeting.view === 'blank' ? meeting.beneath : 'blank' });
  }

  /** Shows the lobby, or again the poll that was on stage before. */
  async lobby(): Promise<void> {
    const meeting = await ensureMeeting(this.store);
    const back = this.store.server.lastStaged ? 'poll' : 'lobby';
    if (meeting) await changeStage(this.store, { view: meeting.view === 'lobby' ? back : 'lobby' });
  }

  /** Shows the board on the projector, or again what was on stage before. */
  async stageBoard(): Promise<void> {
    const { meeting, lastStaged } = this.store.server;
    const back = lastStaged ? 'poll' : 'lobby';
    await changeStage(this.store, { view: meeting?.view === 'board' ? back : 'board' });
  }

  /** Opens the board in the console, in place of the poll. */
  async openBoard(): Promise<void> {
    if (!(await ensureMeeting(this.store))) return;
    this.store.composer.close();
    this.store.board.isShown = true;
  }

  /** Closes the board; a meeting without polls shows the composer. */
  closeBoard(): void {
    this.store.board.isShown = false;
    if (!this.store.server.poll) this.store.composer.open();
  }

  /** Opens or closes the projector: the app's second window, or a browser tab where there is no app. */
  async projector(): Promise<void> {
    const meeting = await ensureMeeting(this.store);
    if (meeting) await this.store.projector.toggle(meeting.join_code);
  }

  /** Opens the bar over the slides of another program; where there is no app, a small browser window. */
  async float(): Promise<void> {
    const meeting = await ensureMeeting(this.store);
    if (meeting) await this.store.projector.openBar(meeting.join_code);
  }

  /** Ends the meeting once the host has confirmed it; then calls `onended`. */
  end(onended: () => void): void {
    const { store } = this;
    const { meeting, polls } = store.server;
    if (!meeting) return;
    const open = polls.filter(({ state }) => state === 'open').length;
    store.confirmation = {
      title: meeting.joined ? t('end_title', { phones: many('phones', meeting.joined) }) : t('end_title_nobody'),
      text: open ? many('end_open', open) : t('end_closed'),
      yes: { text: t('end_yes'), go: async () => (await endMeeting(store, meeting.join_code)) && onended() },
      others: [{ text: t('end_no'), key: 'Esc', go: () => {} }],
      usual: 'other',
      by: null,
    };
  }

  #perform(step: Step | Back | null, by: 'next' | 'back'): void {
    const { server, composer } = this.store;
    const { poll } = server;
    if (!step || !poll) return;
    if ('patch' in step && reopensVotes(poll, step.patch))
      this.#confirmReopening(poll.poll_code, poll.total_votes, 'back');
    else if ('patch' in step) this.#patch(poll.poll_code, step.patch, by);
    else if (step.name === 'return' && step.stage === server.lastStaged) void changeStage(this.store, { view: 'poll' });
    else if ('stage' in step) this.#stage(step.stage, by);
    else composer.open();
  }

  #stage(code: string, by: Confirmation['by']): void {
    guardOpenPoll(this.store, code, by, () => changeStage(this.store, { poll_code: code }));
  }

  /** Changes the shown poll, after a confirmation if that stages it while another poll is open. By the time the host has confirmed,
   *  another poll may be shown: then nothing is changed. */
  #patch(code: string, patch: PollPatch, by: Confirmation['by']): void {
    const { server } = this.store;
    const go = () => server.poll?.poll_code === code && patchPoll(this.store, patch);
    if (patch.state === 'open' && code !== server.staged) guardOpenPoll(this.store, code, by, go);
    else void go();
  }

  /** Asks before a closed poll with votes is reopened: the key is easily pressed by mistake, and phones that have voted would
   *  show the change. */
  #confirmReopening(code: string, votes: number, by: 'back' | 'open'): void {
    const { store } = this;
    store.confirmation = {
      title: t('reopen_title'),
      text: t('reopen_text', { votes: many('votes', votes) }),
      yes: { text: t('do_reopen'), key: keyOf(by), go: () => this.#patch(code, { state: 'open' }, by) },
      others: [{ text: t('reopen_leave'), key: 'Esc', go: () => {} }],
      usual: 'other',
      by,
      isOver: () => store.server.poll?.poll_code !== code || store.server.poll.state !== 'closed',
    };
  }
}
