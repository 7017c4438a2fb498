// The newest open answers, read again when their number has changed.
import { ask } from '../../lib/http';
import type { TextsPage, Results } from '../../lib/wire.gen';

/** Milliseconds between two reads. */
const REST = 1000;

export class NewestTexts {
  texts: TextsPage['texts'] = $state.raw([]);
  #read = -REST;

  /** Reads the answers of a poll, at most once a second; returns what cancels a read that still waits. */
  follow(poll: Pick<Results, 'poll_code'>): () => void {
    const timer = setTimeout(() => void this.#load(poll.poll_code), Math.max(0, this.#read + REST - performance.now()));
    return () => clearTimeout(timer);
  }

  async #load(code: string): Promise<void> {
    const read = (this.#read = performance.now());
    const answer = await ask<TextsPage>('GET', `/poll/${code}/answers`);
    // A later read has been started meanwhile.
    if (read === this.#read && 'value' in answer) this.texts = answer.value.texts;
  }
}
