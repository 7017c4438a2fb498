// What the keys and the buttons do with the desk: one place, so that both do the same.
import { ask } from '../lib/http';
import type { Desk } from './desk.svelte';
import { type Back, canRunAgain, nextStep, type Step, stepBack, toggleAnswer, toggleOpen, toggleReveal } from './next';

/** Seconds that a timer starts with, and that are added to one. */
export const TIMER = 30;
export const MORE_TIME = 15;

export class Flow {
  constructor(private readonly desk: Desk) {}

  next(): void {
    const { poll, staged, polls, busy } = this.desk;
    if (!busy && poll) this.#walk(nextStep(poll, staged, polls));
  }

  back(): void {
    const { poll, polls, busy } = this.desk;
    if (!busy && poll) this.#walk(stepBack(poll, polls));
  }

  open(): void {
    if (this.desk.poll) void this.desk.patch(toggleOpen(this.desk.poll));
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

  lobby(): void {
    const { meeting, poll } = this.desk;
    if (meeting) void this.desk.stage({ view: meeting.view === 'lobby' && poll ? 'poll' : 'lobby' });
  }

  /** The second window where there is a desktop, a browser tab elsewhere. */
  async projector(): Promise<void> {
    const { meeting } = this.desk;
    if (!meeting) return;
    const tab = `/screen/${meeting.join_code}`;
    const answer = await ask('POST', '/api/desktop/projector', { join_code: meeting.join_code });
    if ('problem' in answer) open(tab, 'handsup-projector');
  }

  #walk(step: Step | Back | null): void {
    if (!step) return;
    if ('patch' in step) void this.desk.patch(step.patch);
    else if ('stage' in step) void this.desk.stage({ poll_code: step.stage });
    else this.desk.composing = 'new';
  }
}
