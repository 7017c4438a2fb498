// A phone's state as a screen reader announces it, without the counts that change with other people's votes.
import { listed } from '../kinds/kind';
import { nameOf, phoneKind } from '../kinds/phone.svelte';
import type { Guest } from './guest.svelte';
import { notices } from './notices';
import { personal } from './personal';
import { recapText } from './recap';
import { t } from './text';
import type { Phase } from './voter.svelte';

export type Scene = {
  /** The poll and its round; empty in the lobby. */
  pollRound: string;
  phase: Phase | 'lobby' | 'over';
  /** The question and what to do, or what to wait for. */
  prompt: string;
  /** The notices, by their keys. */
  notices: Record<string, { title: string; text: string }>;
  /** The counted vote as a sentence; empty without one. */
  counted?: string | null;
  /** The vote's receipt: a changed vote has a new one. */
  receipt?: string | undefined;
  /** What this phone has found out about its vote in the result. */
  checked?: string | undefined;
  revealed?: boolean;
  /** The results as a sentence; empty while results are hidden. */
  results?: string;
  /** What the results say of the own vote. */
  personal?: string[];
  /** The right answers; empty until they are shown. */
  right?: string;
  /** The link to the room's questions; empty while none are taken. */
  board?: string;
  /** What the voter's own action has led to. */
  note?: { text: string } | null;
  /** Seconds until the poll is closed by its timer. */
  left?: number | null;
  /** In the lobby: seconds until the announced start. */
  start?: number | null;
};

type GuestView = Pick<Guest, 'voter' | 'stage' | 'aside' | 'connection'>;

/** The scene of a phone in this state. The kind of its poll is loaded. */
export function scene(
  { voter, stage, aside, connection }: GuestView,
  left: number | null,
  start: number | null = null,
): Scene {
  const noticesByKey: Scene['notices'] = {};
  const board = stage?.board === 'open' ? t('board_link') : '';
  if (aside) noticesByKey.aside = aside;
  if (!voter) {
    const over = stage?.ended ?? false;
    if (connection === 'ended') noticesByKey.ended_title = { title: t('ended_title'), text: t('ended_hint') };
    const recap = over && recapText(stage?.recap);
    const prompt = recap ? `${t('ended_meeting_title')}. ${recap}` : t(over ? 'ended_meeting_title' : 'waiting_draft');
    return { pollRound: '', phase: over ? 'over' : 'lobby', prompt, notices: noticesByKey, board, start };
  }
  const { results, phase, mine } = voter;
  const kind = phoneKind(results.kind)!;
  for (const { title, text } of notices(voter)) noticesByKey[title] = { title: t(title), text };
  const round = results.round > 1 ? `${t('round', { n: results.round })}. ` : '';
  const todo = phase === 'waiting' ? t('waiting_ready') : phase === 'voting' ? kind.hint(results, kind.empty) : '';
  const voted = mine && listed(nameOf(results, mine.answer));
  return {
    pollRound: `${results.poll_code} ${results.round}`,
    phase,
    prompt: `${round}${results.question} ${todo}`,
    notices: noticesByKey,
    counted: mine && `${t('counted')}. ${t('your_vote')}: ${voted}.`,
    receipt: mine?.receipt,
    checked: voter.checked?.title,
    revealed: results.revealed,
    results: results.results_visible ? kind.outcome(results) : '',
    personal: personal(voter)?.lines ?? [],
    right: listed(kind.right(results)),
    board,
    note: voter.note,
    left: phase === 'closed' ? null : left,
  };
}
