// The newest open answers, read again when their number has changed.
import { ask } from '../../lib/http';
import type { TextsPage, Results } from '../../lib/wire.gen';

/** Milliseconds between two reads. */
const REST = 1000;

export class NewestTexts {
  texts: TextsPage['texts'] = $state.raw([]);
  #read = -REST;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Reads the answers of a poll, at most once a second, and again after a read that failed: what was taken off meanwhile does not stay.
   *  Returns what cancels a read that still waits. */
  follow({ poll_code }: Pick<Results, 'poll_code'>): () => void {
    this.#schedule(poll_code);
    return () => clearTimeout(this.#timer);
  }

  #schedule(code: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(code), Math.max(0, this.#read + REST - performance.now()));
  }

  async #load(code: string): Promise<void> {
    const read = (this.#read = performance.now());
    const timer = this.#timer;
    const answer = await ask<TextsPage>('GET', `/poll/${code}/answers`);
    // A later read has been started meanwhile.
    if (read !== this.#read) return;
    if ('value' in answer) this.texts = answer.value.texts;
    else if (timer === this.#timer) this.#schedule(code);
  }
}
