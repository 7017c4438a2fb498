// Nothing takes the stage from a vote that is still open before the host has said what becomes of it.
import type { PollSummary } from '../../lib/wire.gen';
import type { Desk } from './console-store.svelte';
import type { Question } from './confirmation';
import { many, t } from '../text';

/** The open vote that would lose the stage to the poll with this code (null: to a new one), where there is one. */
export function openBeside(
  polls: readonly PollSummary[],
  code: string | null,
  left: readonly string[],
): PollSummary | null {
  const isOpen = ({ state, poll_code }: PollSummary) =>
    state === 'open' && poll_code !== code && !left.includes(poll_code);
  return polls.find(isOpen) ?? null;
}

/** Does `go`, which brings the poll with this code on stage: at once, or after the host has answered. */
export function unlessOpen(desk: Desk, code: string | null, by: Question['by'], go: () => unknown): unknown {
  const isOpen = (code: string) => desk.polls.some((poll) => poll.poll_code === code && poll.state === 'open');
  desk.leftOpen = desk.leftOpen.filter(isOpen);
  const open = openBeside(desk.polls, code, desk.leftOpen);
  if (!open) return go();
  const { poll_code } = open;
  const number = desk.polls.indexOf(open) + 1;
  desk.question = {
    title: t('still_open', { number, votes: many('votes', open.total_votes) }),
    text: open.question,
    yes: {
      text: t('still_open_close'),
      ...(by && { key: t(by === 'next' ? 'key_space' : 'key_page_up') }),
      go: async () => {
        if (await desk.close(poll_code)) await go();
      },
    },
    others: [
      {
        text: t('still_open_leave'),
        go: () => {
          desk.leftOpen = [...desk.leftOpen, poll_code];
          return go();
        },
      },
      { text: t('still_open_cancel'), key: 'Esc', go: () => {} },
    ],
    usual: 'yes',
    by,
    isOver: () => !isOpen(poll_code),
  };
  return undefined;
}
