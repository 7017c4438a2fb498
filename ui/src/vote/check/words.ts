// A verdict in the voter's words, with the next step where something is wrong.
import type { YourVote } from '../../lib/wire.gen';
import { loadMessages } from '../load-messages';
import type { Checked } from '../voter.svelte';
import type { Verdict } from './check';

const TITLES = {
  in_result: 'checked_in_result',
  not_in_result: 'checked_not_in_result',
  mismatch: 'checked_mismatch',
  reworded: 'checked_reworded',
} as const satisfies Record<Verdict, string>;

const loadText = () =>
  loadMessages({
    de: () => import('../../../messages/de.check.json'),
    en: () => import('../../../messages/en.check.json'),
  });

/** `earlier`: the seal that this phone has seen first in this round. */
export async function words(
  verdict: Verdict,
  { receipt }: YourVote,
  seal: string,
  earlier: string,
): Promise<Omit<Checked, 'claim'>> {
  const t = await loadText();
  const show = t('checked_show', { receipt, seal });
  if (verdict !== 'in_result') return { isFine: false, title: t(TITLES[verdict]), text: show };
  if (earlier === seal) return { isFine: true, title: t(TITLES[verdict]), text: t('checked_seal', { seal }) };
  const text = `${t('checked_earlier', { seal: earlier })} ${show}`;
  return { isFine: false, title: t('checked_changed'), text };
}
