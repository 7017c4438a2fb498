// What the keys and the buttons do with the desk: one place, so that both do the same.
import type { PollPatch } from '../../lib/wire.gen';
import type { Desk } from './console-store.svelte';
import { type Back, canRunAgain, nextStep, type Step, stepBack, toggleAnswer, toggleOpen, toggleReveal } from './steps';
import type { Question } from './confirmation';
import { unlessOpen } from './open-poll-guard';
import { many, t } from '../text';

/** Seconds that a timer starts with, and that are added to one. */
export const TIMER = 30;
export const MORE_TIME = 15;

export class Flow {
  constructor(private readonly desk: Desk) {}

  next(): void {
    const { poll, shown, polls, busy } = this.desk;
    if (!busy && poll) this.#walk(nextStep(poll, shown, polls), 'next');
  }

  back(): void {
    const { poll, shown, polls, busy } = this.desk;
    if (!busy && poll) this.#walk(stepBack(poll, shown, polls), 'back');
  }

  open(): void {
    if (this.desk.poll) this.#patch(this.desk.poll.poll_code, toggleOpen(this.desk.poll), null);
  }

  /** Where phones see the results anyway, the bars on the projector are meant. */
  reveal(): void {
    const { poll, meeting } = this.desk;
    const patch = poll && toggleReveal(poll);
    if (patch) void this.desk.patch(patch);
    else if (meeting && poll?.results === 'live') void this.desk.stage({ bars: !meeting.bars });
  }

  answer(): void {
    if (this.desk.poll) void this.desk.patch(toggleAnswer(this.desk.poll));
  }

  timer(): void {
    if (this.desk.poll?.state === 'open') void this.desk.patch({ timer_seconds: TIMER });
  }

  moreTime(): void {
    if (this.desk.poll?.state === 'open') void this.desk.patch({ add_seconds: MORE_TIME });
  }

  again(): void {
    if (this.desk.poll && canRunAgain(this.desk.poll)) void this.desk.patch({ run_again: true });
  }

  /** Corner, whole screen, off, and again. */
  qr(): void {
    const next = { corner: 'full', full: 'off', off: 'corner' } as const;
    if (this.desk.meeting) void this.desk.stage({ qr: next[this.desk.meeting.qr] });
  }

  blank(): void {
    const { meeting, poll } = this.desk;
    if (!meeting) return;
    const back = poll ? 'poll' : 'lobby';
    void this.desk.stage({ view: meeting.view === 'blank' ? back : 'blank' });
  }

  async lobby(): Promise<void> {
    const meeting = await this.desk.someMeeting();
    const { poll } = this.desk;
    if (meeting) await this.desk.stage({ view: meeting.view === 'lobby' && poll ? 'poll' : 'lobby' });
  }

  /** Opens the projector, or closes it: the app's second window, or a browser tab elsewhere. */
  async projector(): Promise<void> {
    const meeting = await this.desk.someMeeting();
    if (meeting) await this.desk.projector.toggle(meeting.join_code);
  }

  /** Ends the meeting, once the host has said that it is meant; then `ended`. */
  end(ended: () => void): void {
    const { desk } = this;
    const { meeting } = desk;
    if (!meeting) return;
    const open = desk.polls.filter(({ state }) => state === 'open').length;
    desk.question = {
      title: meeting.joined ? t('end_title', { phones: many('phones', meeting.joined) }) : t('end_title_nobody'),
      text: open ? many('end_open', open) : t('end_closed'),
      yes: { text: t('end_yes'), go: async () => (await desk.end(meeting.join_code)) && ended() },
      others: [{ text: t('end_no'), key: 'Esc', go: () => {} }],
      usual: 'other',
      by: null,
    };
  }

  #walk(step: Step | Back | null, by: 'next' | 'back'): void {
    const { poll } = this.desk;
    if (!step || !poll) return;
    if (step.name === 'reopen' && poll.total_votes > 0) this.#askToReopen(poll.poll_code, poll.total_votes);
    else if ('patch' in step) this.#patch(poll.poll_code, step.patch, by);
    else if (step.name === 'return' && step.stage === this.desk.behind) void this.desk.stage({ view: 'poll' });
    else if ('stage' in step) this.#stage(step.stage, by);
    else this.desk.composing = 'new';
  }

  #stage(code: string, by: Question['by']): void {
    unlessOpen(this.desk, code, by, () => this.desk.stage({ poll_code: code }));
  }

  /** Opening brings a poll on stage, if it is not there already. Another one may be shown by the time the host has answered. */
  #patch(code: string, patch: PollPatch, by: Question['by']): void {
    const go = () => this.desk.poll?.poll_code === code && this.desk.patch(patch);
    if (patch.state === 'open' && code !== this.desk.staged) unlessOpen(this.desk, code, by, go);
    else void go();
  }

  /** One step back is pressed quickly, and whoever has voted would see the question again. */
  #askToReopen(code: string, votes: number): void {
    const { desk } = this;
    desk.question = {
      title: t('reopen_title'),
      text: t('reopen_text', { votes: many('votes', votes) }),
      yes: { text: t('do_reopen'), key: t('key_page_up'), go: () => this.#patch(code, { state: 'open' }, 'back') },
      others: [{ text: t('reopen_leave'), key: 'Esc', go: () => {} }],
      usual: 'other',
      by: 'back',
      isOver: () => desk.poll?.poll_code !== code || desk.poll.state !== 'closed',
    };
  }
}
