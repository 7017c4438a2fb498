// The last action that can be undone.

/** What was done, as a sentence, and the function that undoes it. */
export type Undo = { text: string; run: () => Promise<unknown> };

export class UndoOffer {
  /** Null while nothing can be undone. */
  offered: Undo | null = $state.raw(null);

  /** Undoes the last action, once. */
  async undoLast(): Promise<void> {
    const undo = this.offered;
    this.offered = null;
    await undo?.run();
  }
}
