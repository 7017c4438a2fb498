// The one sentence that tells where this phone stands, for who listens instead of looking.
import { t } from './text';
import type { Voter } from './voter.svelte';

export function sentence(voter: Voter): string {
  const { link, delay, refusal, results, phase } = voter;
  if (link === 'ended') return t('ended_title');
  if (refusal === 'already_voted_address') return t('refused_address_title');
  if (refusal) return t('other_title');
  if (delay) return t('retry_network_title');
  if (voter.sending) return t('sending');
  if (link === 'lost') return t('reconnecting');
  if (phase === 'waiting') return t(results.state === 'ready' ? 'waiting_ready' : 'waiting_draft');
  const counts = results.results_visible ? t('spoken_turnout', { votes: results.total_votes }) : '';
  const state = { counted: t('counted'), closed: t('closed_title'), voting: '' }[phase];
  return [state, counts].filter(Boolean).join('. ');
}
