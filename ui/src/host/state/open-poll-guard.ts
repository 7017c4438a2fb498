// Asks the host what to do with an open poll before another one is staged.
import type { PollSummary } from '../../lib/wire.gen';
import { many, t } from '../text';
import { type Confirmation, keyOf } from './confirmation';
import type { ConsoleStore } from './console-store.svelte';
import { closePoll } from './poll-actions';

/** The first open poll, on stage or not, that is neither in `leftOpen` nor the poll to be staged, which
 *  has this code (null: a new poll, without one yet). */
export function otherOpenPoll(
  polls: readonly PollSummary[],
  code: string | null,
  leftOpen: readonly string[],
): PollSummary | null {
  const isOpen = ({ state, poll_code }: PollSummary) =>
    state === 'open' && poll_code !== code && !leftOpen.includes(poll_code);
  return polls.find(isOpen) ?? null;
}

/** Calls `go`, which stages the poll with this code: at once, or after the host has decided about the open poll. */
export function guardOpenPoll(
  store: ConsoleStore,
  code: string | null,
  by: Confirmation['by'],
  go: () => unknown,
): unknown {
  const { server } = store;
  const isStillOpen = (code: string) => server.polls.some((poll) => poll.poll_code === code && poll.state === 'open');
  store.leftOpen = store.leftOpen.filter(isStillOpen);
  const open = otherOpenPoll(server.polls, code, store.leftOpen);
  if (!open) return go();
  const { poll_code } = open;
  const number = server.polls.indexOf(open) + 1;
  store.confirmation = {
    title: t('still_open', { number, votes: many('votes', open.total_votes) }),
    text: open.question,
    yes: {
      text: t('still_open_close'),
      ...(by && { key: keyOf(by) }),
      go: async () => {
        if (await closePoll(store, poll_code)) await go();
      },
    },
    others: [
      {
        text: t('still_open_leave'),
        go: () => {
          store.leftOpen = [...store.leftOpen, poll_code];
          return go();
        },
      },
      { text: t('still_open_cancel'), key: 'Esc', go: () => {} },
    ],
    usual: 'yes',
    by,
    isOver: () => !isStillOpen(poll_code),
  };
  return undefined;
}
