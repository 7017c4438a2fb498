import { expect, test } from 'vitest';
import type { BoardFrame, BoardPage, Results, ShownQuestion, StageNow } from '../lib/wire.gen';
import { questionsShown } from './board';
import { Screen } from './screen.svelte';

const stage = (more: Partial<StageNow> = {}): StageNow =>
  ({
    join_code: 'K7Q2M9',
    view: 'poll',
    poll_code: 'A',
    bars: true,
    qr: 'corner',
    ended: false,
    joined: 0,
    seq: 1,
    ...more,
  }) as StageNow;
const poll = (more: Partial<Results> = {}): Results =>
  ({ poll_code: 'A', seq: 1, results_visible: true, closes_in: null, options: [], ...more }) as Results;
const invitation = { address: null, qr: null, wifi: null, seal_key: '' };
const showing = (now?: () => number) => new Screen({ snapshot: poll(), stage: stage(), invitation }, now);

test('between two polls the last view stays until the next is complete', () => {
  const screen = showing();
  expect(screen.applyStage(stage({ poll_code: 'B', seq: 2 }))).toBe(true);
  expect([screen.shownView, screen.results?.poll_code]).toEqual(['poll', 'A']);
  screen.applyJoin(poll({ poll_code: 'B' }), stage({ poll_code: 'B', seq: 2 }));
  expect([screen.shownView, screen.results?.poll_code]).toEqual(['poll', 'B']);
});

test('an earlier poll does not appear between the lobby and another poll', () => {
  const screen = showing();
  screen.applyStage(stage({ view: 'lobby', poll_code: null, seq: 2 }));
  expect(screen.shownView).toBe('lobby');
  screen.applyStage(stage({ poll_code: 'B', seq: 3 }));
  expect(screen.shownView).toBe('lobby');
});

test('blank and the end are shown at once', () => {
  const screen = showing();
  screen.applyStage(stage({ view: 'blank', poll_code: null, seq: 2 }));
  expect(screen.shownView).toBe('blank');
  screen.applyStage(stage({ view: 'blank', poll_code: null, seq: 3, ended: true }));
  expect(screen.shownView).toBe('ended');
});

test('an older stage and another meeting’s are ignored', () => {
  const screen = showing();
  screen.applyStage(stage({ seq: 5 }));
  expect(screen.applyStage(stage({ view: 'lobby', poll_code: null, seq: 4 }))).toBe(false);
  expect(screen.applyStage(stage({ view: 'lobby', poll_code: null, seq: 9, join_code: 'ZZZZZZ' }))).toBe(false);
  expect(screen.shownView).toBe('poll');
});

test('the lobby is shown after a join without a snapshot, whatever poll was shown before', () => {
  const screen = showing();
  screen.applyJoin(null, stage({ seq: 2 }));
  expect(screen.shownView).toBe('lobby');
});

test('an older number of phones does not replace a newer one', () => {
  const screen = showing();
  screen.applyResults(poll({ presence_seq: 7, connected: 7 }));
  screen.applyResults(poll({ presence_seq: 6, connected: 6, seq: 2 }));
  expect([screen.results?.connected, screen.results?.seq]).toEqual([7, 2]);
  screen.applyStage(stage({ presence_seq: 7, joined: 7 }));
  screen.applyStage(stage({ presence_seq: 6, joined: 6, qr: 'full' }));
  expect([screen.stage.joined, screen.stage.qr]).toEqual([7, 'full']);
  screen.applyJoin(poll({ presence_seq: 1, connected: 1, seq: 2 }), stage({ presence_seq: 1, joined: 1 }));
  expect([screen.results?.connected, screen.stage.joined]).toEqual([1, 1]);
});

test('an older snapshot is ignored, and one of another poll too', () => {
  const screen = showing();
  screen.applyResults(poll({ seq: 7, total_votes: 7 }));
  screen.applyResults(poll({ seq: 6, total_votes: 6 }));
  screen.applyResults(poll({ poll_code: 'B', seq: 9, total_votes: 9 }));
  expect(screen.results?.total_votes).toBe(7);
});

test('the timer runs on this computer’s clock, and jitter of the network does not move its end', () => {
  let now = 1000;
  const screen = showing(() => now);
  screen.applyResults(poll({ seq: 2, closes_in: 30_000 }));
  expect(screen.end).toBe(31_000);
  now = 5000;
  // 4,000 ms later by the clock, but 3,950 ms later by the message: the end stays.
  screen.applyResults(poll({ seq: 3, closes_in: 26_050 }));
  expect(screen.end).toBe(31_000);
  screen.applyResults(poll({ seq: 4, closes_in: null }));
  expect(screen.end).toBeNull();
});

test('a reveal that an event brings is a moment; one that was missed is not', () => {
  const hidden = poll({ state: 'closed', results_visible: false, round: 1, answer_shown: false });
  const revealed = { ...hidden, results_visible: true, seq: 2 };
  const start = () => new Screen({ snapshot: hidden, stage: stage(), invitation });
  const live = start();
  live.applyResults(revealed);
  expect(live.moments.counts).toBe(true);
  live.applyResults(revealed);
  live.applyJoin(revealed, stage());
  expect(live.moments.counts).toBe(true);
  const late = start();
  late.applyJoin(revealed, stage());
  late.applyResults(revealed);
  expect(late.moments.counts).toBe(false);
});

test('a poll that comes back from another view is not revealed again', () => {
  const counted = poll({ state: 'closed', round: 1, answer_shown: false, seq: 2 });
  const answered = { ...counted, answer_shown: true, seq: 3 };
  for (const view of ['blank', 'lobby', 'board'] as const) {
    const screen = new Screen({ snapshot: { ...counted, results_visible: false, seq: 1 }, stage: stage(), invitation });
    screen.applyResults(counted);
    expect(screen.moments).toEqual({ counts: true, answer: false });
    screen.applyStage(stage({ view, seq: 2 }));
    screen.applyStage(stage({ seq: 3 }));
    expect(screen.moments).toEqual({ counts: false, answer: false });
    screen.applyResults(answered);
    expect(screen.moments).toEqual({ counts: false, answer: true });
    screen.applyStage(stage({ view, seq: 4 }));
    screen.applyStage(stage({ seq: 5 }));
    expect(screen.moments).toEqual({ counts: false, answer: false });
  }
});

test('bars that the host shows on the stage are revealed too', () => {
  const counted = poll({ state: 'open', round: 1, answer_shown: false });
  const screen = new Screen({ snapshot: counted, stage: stage({ bars: false }), invitation });
  screen.applyStage(stage({ seq: 2 }));
  expect(screen.moments.counts).toBe(true);
});

test('the round before stays until another poll is shown', () => {
  const first = poll({ state: 'closed', round: 1, total_votes: 2, options: [{ id: 1, percentage: 50 }] as never });
  const screen = new Screen({ snapshot: first, stage: stage(), invitation });
  screen.applyResults({ ...first, state: 'open', round: 2, total_votes: 0, seq: 2 });
  expect(screen.before?.shares.get(1)).toBe(50);
  screen.applyStage(stage({ poll_code: 'B', seq: 2 }));
  screen.applyJoin(poll({ poll_code: 'B', round: 2 }), stage({ poll_code: 'B', seq: 2 }));
  expect(screen.before).toBeNull();
});

const question = (id: number, votes: number, state: ShownQuestion['state'] = 'open'): ShownQuestion =>
  ({ id, votes, state, text: `${id}?`, name: '', answer: '' }) as ShownQuestion;
const account = { asked: 7, answered: 0, declined: 0, held: 0 };
const board = (seq: number, questions: ShownQuestion[]): BoardPage =>
  ({ join_code: 'K7Q2M9', board: 'open', seq, account, questions }) as BoardPage;
const frame = (seq: number, more: Partial<BoardFrame> = {}): BoardFrame => ({
  join_code: 'K7Q2M9',
  seq,
  board: 'open',
  account,
  votes: [],
  changed: false,
  ...more,
});

test('the last view stays until the board is read, and at the start there is none that could', () => {
  const screen = showing();
  screen.applyStage(stage({ view: 'board', poll_code: null, seq: 2 }));
  expect(screen.shownView).toBe('poll');
  screen.applyBoard(board(4, []));
  expect(screen.shownView).toBe('board');
  const fresh = new Screen({ snapshot: null, stage: stage({ view: 'board', poll_code: null }), invitation });
  expect(fresh.shownView).toBe('board');
});

test('votes are merged from events; what they cannot tell is read again', () => {
  const screen = showing();
  screen.applyStage(stage({ view: 'board', poll_code: null, seq: 2 }));
  screen.applyBoard(board(4, [question(1, 2), question(2, 1)]));
  expect(screen.applyBoardFrame(frame(5, { votes: [[2, 3]] }))).toBe(false);
  expect(questionsShown(screen.board!.questions).map(({ id, votes }) => [id, votes])).toEqual([
    [2, 3],
    [1, 2],
  ]);
  expect(screen.applyBoardFrame(frame(4, { changed: true }))).toBe(false);
  expect(screen.applyBoardFrame(frame(6, { changed: true }))).toBe(true);
  expect(screen.applyBoardFrame(frame(7, { votes: [[9, 9]] }))).toBe(true);
  expect(screen.applyBoardFrame(frame(8, { changed: true, join_code: 'ZZZZZZ' }))).toBe(false);
  screen.applyBoard(board(3, []));
  expect(screen.board?.seq).toBe(5);
});

test('pinned questions are shown alone, else the five with the most votes, the older first', () => {
  const open = [1, 2, 3, 4, 5, 6, 7].map((id) => question(id, id === 7 ? 9 : 1));
  const ids = (questions: ShownQuestion[]) => questionsShown(questions).map(({ id }) => id);
  expect(ids([...open, question(8, 99, 'answered')])).toEqual([7, 1, 2, 3, 4]);
  expect(ids([...open, question(8, 0, 'pinned')])).toEqual([8]);
  expect(ids([])).toEqual([]);
});
