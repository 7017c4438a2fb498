// What a listener has to know of a phone: where it stands, without the counts that others move.
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
  at: string;
  phase: Phase | 'lobby' | 'over';
  /** What there is to do, or to wait for. */
  asks: string;
  /** What is wrong or over: a title, and what more there is to say. */
  told: Record<string, { title: string; text: string }>;
  /** The counted vote in words; empty without one. */
  counted?: string | null;
  /** Stands for the vote: a changed vote has a new one. */
  receipt?: string | undefined;
  revealed?: boolean;
  /** What the results say first; empty while they are hidden. */
  results?: string;
  /** The right answers; empty until they are shown. */
  right?: string;
  /** Seconds until the vote ends by itself. */
  left?: number | null;
};

type Seen = Pick<Guest, 'voter' | 'stage' | 'aside' | 'connection'>;

/** "B In the mountains, C Stay at home"; the options of a rating are their numbers. */
const names = ({ kind, options }: Results, which: (option: OptionResult) => unknown): string =>
  options
    .map((option, at) => ({ option, name: (isScale(kind) ? '' : `${letter(at)} `) + option.option_text }))
    .filter(({ option }) => which(option))
    .map(({ name }) => name)
    .join(', ');

/** "Results: B In the mountains, 60%, 6 votes." Of equals, all. */
function leading(results: Results): string {
  const { options, mean, total_votes, results_visible } = results;
  if (!results_visible) return '';
  const first = leaders(options);
  const at = options.findIndex(({ id }) => first.has(id));
  if (at < 0 || !total_votes) return t('no_votes');
  const average = mean === null ? '' : `${decimal(mean)} ${t('mean')}. `;
  const votes = many('votes', options[at]?.vote_count ?? 0);
  return `${t('results')}: ${average}${names(results, ({ id }) => first.has(id))}, ${percentages(options)[at]}, ${votes}.`;
}

export function scene({ voter, stage, aside, connection }: Seen, left: number | null): Scene {
  const told: Scene['told'] = {};
  if (aside) told.aside = aside;
  if (!voter) {
    const over = stage?.ended ?? false;
    if (connection === 'ended') told.ended_title = { title: t('ended_title'), text: t('ended_hint') };
    const asks = t(over ? 'ended_meeting_title' : 'waiting_draft');
    return { at: '', phase: over ? 'over' : 'lobby', asks, told };
  }
  const { results, phase, mine } = voter;
  for (const { title, text } of notices(voter)) told[title] = { title: t(title), text };
  const round = results.round > 1 ? `${t('round', { n: results.round })}. ` : '';
  const todo = phase === 'waiting' ? t('waiting_ready') : phase === 'voting' ? hint(results, 0) : '';
  const chosen = names(results, ({ id }) => mine?.option_ids.includes(id));
  return {
    at: `${results.poll_code} ${results.round}`,
    phase,
    asks: `${round}${results.question} ${todo}`,
    told,
    counted: mine && `${t('counted')}. ${t('your_vote')}: ${chosen}.`,
    receipt: mine?.receipt,
    revealed: results.revealed,
    results: leading(results),
    right: names(results, ({ correct }) => correct),
    left: phase === 'closed' ? null : left,
  };
}
