// A phone's state as a screen reader announces it, without the counts that change with other people's votes.
import { isScale } from '../lib/kind';
import { leaders, letter, percentages } from '../lib/tally';
import { decimal } from '../lib/text';
import type { OptionResult, Results } from '../lib/wire.gen';
import type { Guest } from './guest.svelte';
import { hint } from './hint';
import { notices } from './notices';
import { many, t } from './text';
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
  revealed?: boolean;
  /** The leading options as a sentence; empty while results are hidden. */
  results?: string;
  /** The right answers; empty until they are shown. */
  right?: string;
  /** Seconds until the poll is closed by its timer. */
  left?: number | null;
};

type GuestView = Pick<Guest, 'voter' | 'stage' | 'aside' | 'connection'>;

/** "B In the mountains, C Stay at home"; the options of a rating are their numbers. */
const names = ({ kind, options }: Results, which: (option: OptionResult) => unknown): string =>
  options
    .map((option, at) => ({ option, name: (isScale(kind) ? '' : `${letter(at)} `) + option.option_text }))
    .filter(({ option }) => which(option))
    .map(({ name }) => name)
    .join(', ');

/** "Results: B In the mountains, 60%, 6 votes." Names all options of a tie. */
function leading(results: Results): string {
  const { options, mean, total_votes, results_visible } = results;
  if (!results_visible) return '';
  const leaderIds = leaders(options);
  const at = options.findIndex(({ id }) => leaderIds.has(id));
  if (at < 0 || !total_votes) return t('no_votes');
  const average = mean === null ? '' : `${decimal(mean)} ${t('mean')}. `;
  const votes = many('votes', options[at]?.vote_count ?? 0);
  return `${t('results')}: ${average}${names(results, ({ id }) => leaderIds.has(id))}, ${percentages(options)[at]}, ${votes}.`;
}

/** The scene of a phone in this state. */
export function scene({ voter, stage, aside, connection }: GuestView, left: number | null): Scene {
  const noticesByKey: Scene['notices'] = {};
  if (aside) noticesByKey.aside = aside;
  if (!voter) {
    const over = stage?.ended ?? false;
    if (connection === 'ended') noticesByKey.ended_title = { title: t('ended_title'), text: t('ended_hint') };
    const prompt = t(over ? 'ended_meeting_title' : 'waiting_draft');
    return { pollRound: '', phase: over ? 'over' : 'lobby', prompt, notices: noticesByKey };
  }
  const { results, phase, mine } = voter;
  for (const { title, text } of notices(voter)) noticesByKey[title] = { title: t(title), text };
  const round = results.round > 1 ? `${t('round', { n: results.round })}. ` : '';
  const todo = phase === 'waiting' ? t('waiting_ready') : phase === 'voting' ? hint(results, 0) : '';
  const chosen = names(results, ({ id }) => mine?.option_ids.includes(id));
  return {
    pollRound: `${results.poll_code} ${results.round}`,
    phase,
    prompt: `${round}${results.question} ${todo}`,
    notices: noticesByKey,
    counted: mine && `${t('counted')}. ${t('your_vote')}: ${chosen}.`,
    receipt: mine?.receipt,
    revealed: results.revealed,
    results: leading(results),
    right: names(results, ({ correct }) => correct),
    left: phase === 'closed' ? null : left,
  };
}
