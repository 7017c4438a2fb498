import { expect, test } from 'vitest';
import type { HostQuestion, QuestionState } from '../../lib/wire.gen';
import { about, actOf, acts, patchOf, targets, undoing } from './acts';

const question = (id: number, state: QuestionState, more: Partial<HostQuestion> = {}): HostQuestion =>
  ({ id, state, text: `${id}?`, answer: '', merged_into: null, ...more }) as HostQuestion;

test('a question that waits is shown or declined, and a pinned one is unpinned by the same key', () => {
  expect(acts('held')).toEqual(['show', 'pin', 'decline']);
  expect(patchOf('held', actOf('a')!)).toEqual({ state: 'open' });
  expect(patchOf('held', actOf('x')!)).toEqual({ state: 'declined' });
  expect(patchOf('open', actOf('p')!)).toEqual({ state: 'pinned' });
  expect(patchOf('pinned', actOf('p')!)).toEqual({ state: 'open' });
  expect([patchOf('open', 'show'), patchOf('answered', 'done')]).toEqual([null, null]);
  expect([actOf('j'), actOf('q')]).toEqual([undefined, undefined]);
});

test('a question is merged into another that everybody sees, and one that waits into another that waits', () => {
  const states = ['held', 'open', 'pinned', 'answered', 'declined', 'merged'] as const;
  const board = states.map((state, at) => question(at, state));
  expect(targets(board[1]!, board).map(({ id }) => id)).toEqual([2, 3]);
  const waiting = question(9, 'held');
  expect(targets(waiting, [...board, waiting]).map(({ id }) => id)).toEqual([0, 1, 2, 3]);
});

test('undoing brings the earlier state back, with the answer where that was changed', () => {
  const pinned = question(1, 'pinned', { answer: 'Soon.' });
  expect(undoing(pinned, { state: 'answered' }, [pinned])).toEqual([{ id: 1, patch: { state: 'pinned' } }]);
  expect(undoing(pinned, { state: 'answered', answer: 'Now.' }, [pinned])).toEqual([
    { id: 1, patch: { state: 'pinned', answer: 'Soon.' } },
  ]);
  const merged = question(2, 'merged', { merged_into: 1 });
  expect(undoing(merged, { state: 'open' }, [pinned, merged])).toEqual([{ id: 2, patch: { merged_into: 1 } }]);
});

test('undoing shows a name again and leaves the state, which somebody else may have changed', () => {
  const named = question(1, 'merged', { name_off: false, merged_into: 2 });
  expect(undoing(named, { name_off: true }, [named])).toEqual([{ id: 1, patch: { name_off: false } }]);
});

test('undoing a merge also brings back what was merged before', () => {
  const board = [question(1, 'open'), question(2, 'merged', { merged_into: 1 }), question(3, 'open')];
  expect(undoing(board[0]!, { merged_into: 3 }, board)).toEqual([
    { id: 1, patch: { state: 'open' } },
    { id: 2, patch: { merged_into: 1 } },
  ]);
});

test('what undoes a change is about the question as the change has left it', () => {
  const board = [question(1, 'declined', { version: 4 })];
  expect(about({ id: 1, patch: { state: 'open' } }, board)).toEqual({ id: 1, patch: { state: 'open', replaces: 4 } });
});
