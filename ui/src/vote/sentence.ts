// The one sentence that tells where this phone stands, for who listens instead of looking.
import type { Guest } from './guest.svelte';
import { notices } from './notices';
import { t } from './text';
import type { Voter } from './voter.svelte';

export function sentence({ voter, link, stage, aside }: Pick<Guest, 'voter' | 'link' | 'stage' | 'aside'>): string {
  if (aside) return aside.title;
  if (voter) return atPoll(voter);
  if (link === 'lost') return t('reconnecting');
  return t(stage?.ended ? 'ended_meeting_title' : 'waiting_draft');
}

function atPoll(voter: Voter): string {
  const { link, results, phase } = voter;
  const [notice] = notices(voter);
  if (notice) return t(notice.title);
  if (voter.sending) return t('sending');
  if (link === 'lost') return t('reconnecting');
  if (phase === 'waiting') return t(results.state === 'ready' ? 'waiting_ready' : 'waiting_draft');
  if (phase === 'voting') return results.question;
  const counts = results.results_visible ? t('spoken_turnout', { votes: results.total_votes }) : '';
  return `${t('counted')}. ${counts}`;
}
