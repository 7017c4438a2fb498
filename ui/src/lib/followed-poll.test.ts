import { expect, test } from 'vitest';
import { FollowedPoll } from './followed-poll.svelte';
import type { Count, Results } from './wire.gen';

const poll = (more: Partial<Results>) =>
  ({
    poll_code: 'A',
    seq: 1,
    results_visible: true,
    presence_seq: 1,
    connected: 1,
    still_choosing: 1,
    ...more,
  }) as Results;

test('a count of other texts is not applied until they arrive, one of another poll is ignored', () => {
  const followed = new FollowedPoll<Results>(poll({ seq: 3, question: 'Here?', options: [] }));
  const apply = (next: Results) => void followed.update(next);
  const count = (more: Partial<Count>) => ({ poll_code: 'A', seq: 5, revision: 4, counts: [], ...more }) as Count;
  expect(followed.applyCount(count({ poll_code: 'B' }), apply)).toBe(true);
  expect(followed.applyCount(count({ total_votes: 7 }), apply)).toBe(false);
  expect(followed.shown).toMatchObject({ seq: 3, question: 'Here?' });
  followed.update(poll({ seq: 4, question: 'There?', options: [] }));
  expect(followed.applyCount(count({ total_votes: 7 }), apply)).toBe(true);
  expect(followed.shown).toMatchObject({ seq: 5, question: 'There?', total_votes: 7 });
});

test('a late answer over HTTP brings its votes, but not its older number of phones', () => {
  const followed = new FollowedPoll<Results>(poll({ seq: 1 }));
  followed.update(poll({ presence_seq: 3, connected: 3 }));
  expect(followed.update(poll({ seq: 2, presence_seq: 2, connected: 2, total_votes: 1 }))).toBe(true);
  expect(followed.shown).toMatchObject({ seq: 2, total_votes: 1, connected: 3, presence_seq: 3 });
});

test('with a new connection the numbers of presence start anew', () => {
  const followed = new FollowedPoll<Results>(poll({ presence_seq: 90, connected: 9 }));
  followed.restartPresence();
  followed.update(poll({ presence_seq: 2, connected: 2 }));
  expect(followed.shown.connected).toBe(2);
});
