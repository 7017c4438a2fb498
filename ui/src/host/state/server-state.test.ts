import { expect, test } from 'vitest';
import type { Console, StageNow } from '../../lib/wire.gen';
import { ServerState } from './server-state.svelte';

const stage = (seq: number, joined: number) => ({ join_code: 'K7Q2M9', seq, joined, ended: false }) as StageNow;
const answer = (meeting: StageNow) => ({ meeting, polls: [], deleted: [], staged: null }) as unknown as Console;

test('an answer does not replace the number of phones that arrived after its request', () => {
  const server = new ServerState(answer(stage(1, 1)));
  const before = server.meeting;
  server.applyStage(stage(1, 3));
  server.applyConsole(answer(stage(1, 1)), before);
  expect(server.meeting?.joined).toBe(3);
  server.applyConsole(answer(stage(1, 4)), server.meeting);
  expect(server.meeting?.joined).toBe(4);
  server.applyConsole(answer(stage(2, 2)), before);
  expect(server.meeting?.joined).toBe(2);
});
