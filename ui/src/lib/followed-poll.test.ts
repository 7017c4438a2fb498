import { expect, test } from 'vitest';
import { FollowedPoll } from './followed-poll.svelte';
import type { Results } from './wire.gen';

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
