import { expect, test } from 'vitest';
import type { Console, HostPoll, StageNow } from '../../lib/wire.gen';
import { ServerState } from './server-state.svelte';

const stage = (seq: number, presence_seq: number, joined: number) =>
  ({ join_code: 'K7Q2M9', seq, presence_seq, joined, ended: false }) as StageNow;
const poll = (presence_seq: number, connected: number, more: Partial<HostPoll> = {}) =>
  ({
    poll_code: 'A',
    seq: 1,
    results_visible: true,
    presence_seq,
    connected,
    still_choosing: 0,
    options: [],
    ...more,
  }) as unknown as HostPoll;
const answer = (meeting: StageNow, staged: HostPoll | null = null) =>
  ({ meeting, polls: [], deleted: [], staged }) as unknown as Console;

test('an answer does not replace the number of phones that arrived after its request', () => {
  const server = new ServerState(answer(stage(1, 1, 1)));
  server.applyStage(stage(1, 3, 3));
  server.applyConsole(answer(stage(1, 2, 2)));
  expect(server.meeting?.joined).toBe(3);
  server.applyConsole(answer(stage(2, 2, 2)));
  expect([server.meeting?.seq, server.meeting?.joined]).toEqual([2, 3]);
  server.applyConsole(answer(stage(2, 4, 4)));
  expect(server.meeting?.joined).toBe(4);
});

test('the late answer to a change keeps the newer number of phones of an event, and its own state', () => {
  const server = new ServerState(answer(stage(1, 1, 1), poll(1, 1)));
  server.applyResults(poll(5, 5));
  server.applyAnswer(poll(4, 4, { seq: 2, state: 'closed' }));
  expect([server.poll?.connected, server.poll?.state]).toEqual([5, 'closed']);
});

test('with a new connection the numbers of presence start anew', () => {
  const server = new ServerState(answer(stage(1, 90, 9), poll(90, 9)));
  server.restartPresence();
  server.applyResults(poll(3, 2));
  server.applyStage(stage(1, 3, 2));
  expect([server.poll?.connected, server.meeting?.joined]).toEqual([2, 2]);
});
