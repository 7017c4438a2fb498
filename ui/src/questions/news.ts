// What a page of the list has that the phone does not show. The list changes only when the reader asks for it, so that nothing moves
// under the finger.
import type { BoardPage } from '../lib/wire.gen';

export type News = {
  /** Questions that are not shown. */
  fresh: number;
  /** Whether a shown question reads differently now. */
  changed: boolean;
  /** Shown questions that nobody sees any more: known only where the page is the whole list. */
  gone: number[];
};

/** Compares what is shown, by id, with a page whose questions read as `says` returns. */
export function news(
  shown: Map<number, string>,
  page: Pick<BoardPage, 'questions' | 'next'>,
  says: (question: BoardPage['questions'][number]) => string,
  isWhole: boolean,
): News {
  const there = new Set(page.questions.map(({ id }) => id));
  return {
    fresh: page.questions.filter(({ id }) => !shown.has(id)).length,
    changed: page.questions.some((question) => (shown.get(question.id) ?? says(question)) !== says(question)),
    gone: isWhole && page.next === null ? [...shown.keys()].filter((id) => !there.has(id)) : [],
  };
}
