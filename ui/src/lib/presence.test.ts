import { expect, test } from 'vitest';
import { newerStage, withNewerPresence } from './presence';
import type { StageNow } from './wire.gen';

const poll = (presence_seq: number, connected: number) => ({ presence_seq, connected, still_choosing: connected });

test('an older count of phones does not replace a newer one, whatever else is newer', () => {
  expect(withNewerPresence(poll(5, 3), { ...poll(4, 9), seq: 7 })).toEqual({ ...poll(5, 3), seq: 7 });
  expect(withNewerPresence(poll(5, 3), poll(5, 9))).toEqual(poll(5, 9));
  expect(withNewerPresence(poll(5, 3), poll(6, 9))).toEqual(poll(6, 9));
});

test('an outdated stage is ignored, and an older number of phones in a newer one', () => {
  const stage = (seq: number, presence_seq: number, joined: number) => ({ seq, presence_seq, joined }) as StageNow;
  expect(newerStage(stage(2, 5, 3), stage(1, 9, 4))).toBeNull();
  expect(newerStage(stage(2, 5, 3), stage(2, 4, 9))).toEqual(stage(2, 5, 3));
  expect(newerStage(stage(2, 5, 3), stage(3, 4, 9))).toEqual(stage(3, 5, 3));
  expect(newerStage(stage(2, 5, 3), stage(2, 6, 9))).toEqual(stage(2, 6, 9));
});
