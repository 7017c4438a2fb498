import { beforeEach, expect, test, vi } from 'vitest';
import type { MeetingSummary } from '../../lib/wire.gen';
import { MeetingList, PAGE_SIZE } from './meeting-list.svelte';

/** Requests that wait for an answer, by path. */
let pending: { path: string; answer: (codes: string[]) => void }[];

const meeting = (join_code: string) => ({ join_code }) as MeetingSummary;
const page = (name: string) => Array.from({ length: PAGE_SIZE }, (_, n) => `${name}${n}`);
const codes = (list: MeetingList) => list.meetings?.map(({ join_code }) => join_code);

beforeEach(() => {
  pending = [];
  vi.stubGlobal('fetch', (path: string) => {
    return new Promise((resolve) => {
      const answer = (found: string[]) => resolve(new Response(JSON.stringify(found.map(meeting))));
      pending.push({ path, answer });
    });
  });
});

test('an answer to an earlier search does not replace that of the latest one', async () => {
  const list = new MeetingList();
  list.search = 'a';
  const first = list.load();
  list.search = 'ab';
  const second = list.load();
  pending[1]?.answer(['AB']);
  await second;
  pending[0]?.answer(['A', 'AB']);
  await first;
  expect(codes(list)).toEqual(['AB']);
});

test('two presses of the button append the next page once', async () => {
  const list = new MeetingList();
  const load = list.load();
  pending[0]?.answer(page('first'));
  await load;
  const presses = [list.loadMore(), list.loadMore()];
  for (const { path, answer } of pending.slice(1)) {
    expect(path).toContain(`&after=first${PAGE_SIZE - 1}`);
    answer(['second']);
  }
  await Promise.all(presses);
  expect(codes(list)).toEqual([...page('first'), 'second']);
  expect(list.hasMore).toBe(false);
});
