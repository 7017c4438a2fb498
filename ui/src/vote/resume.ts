// Restores the identity of a phone that comes from another address of the same host, by the ticket in the URL's fragment: only if
// the phone has no identity at this address and the voter confirms, so that a link with another phone's ticket changes nothing.
import { ask, UNREACHABLE } from '../lib/http';
import { storeToken, storedToken } from '../lib/token';
import type { Resumed } from '../lib/wire.gen';
import { confirmResume } from './confirm-resume';

type Handover = { ticket: string; host: string; poll: string | null; answer: string };
export type Resume = Pick<Handover, 'poll' | 'answer'>;

/** The ticket and the answer in a URL's fragment; null where it contains no well-formed ticket. */
export function parseHandover(hash: string): Handover | null {
  const fragment = new URLSearchParams(hash.slice(1));
  const ticket = fragment.get('resume') ?? '';
  const host = /^[0-9a-f]+\.([\w.:[\]-]+?)(:\d+)?$/.exec(ticket)?.[1];
  if (!host) return null;
  return { ticket, host, poll: fragment.get('poll'), answer: fragment.get('answer') ?? '' };
}

/** Redeems the ticket and returns what was entered at the other address; null where no identity was restored. `newcomer`: the
 *  server's proof that this browser had no identity before this page. */
export async function resume(page: HTMLElement, newcomer: string | null): Promise<Resume | null> {
  const handover = parseHandover(location.hash);
  // A reload or a shared URL must not redeem the ticket again.
  history.replaceState(null, '', location.pathname + location.search);
  if (!handover || !newcomer || storedToken()) return null;
  if (!(await confirmResume(page.querySelector('main')!, handover.host))) return null;
  const redeem = () => ask<Resumed>('POST', '/resume', { ticket: handover.ticket, newcomer });
  let answer = await redeem();
  if ('problem' in answer && answer.problem.code === UNREACHABLE) answer = await redeem();
  if ('problem' in answer) return null;
  storeToken(answer.value.browser_token);
  return handover;
}
