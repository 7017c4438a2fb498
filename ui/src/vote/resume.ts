// Arriving from another address of the same host: the ticket in the address gives this phone its mark back, if it has none
// here and its owner says so. A link with somebody's ticket in it makes nobody somebody else.
import { ask, UNREACHABLE } from '../lib/http';
import { keep, stored } from '../lib/token';
import type { Resumed } from '../lib/wire.gen';
import { goesOn } from './confirm-resume';

type Handed = { ticket: string; host: string; poll: string | null; chosen: number[] };
export type Resume = Pick<Handed, 'poll' | 'chosen'>;

/** What the earlier page has put behind the `#`; null where it is no ticket that a server of ours has written. */
export function handedOver(hash: string): Handed | null {
  const told = new URLSearchParams(hash.slice(1));
  const ticket = told.get('resume') ?? '';
  const host = /^[0-9a-f]+\.([\w.:[\]-]+?)(:\d+)?$/.exec(ticket)?.[1];
  if (!host) return null;
  const chosen = (told.get('chosen') ?? '').split(',').filter((id) => /^\d+$/.test(id));
  return { ticket, host, poll: told.get('poll'), chosen: chosen.map(Number) };
}

/** What this phone had picked; null where it is somebody new, or stays who it is here. */
export async function resume(page: HTMLElement, newcomer: string | null): Promise<Resume | null> {
  const handed = handedOver(location.hash);
  // A reload, or an address that somebody shares, hands over nothing.
  history.replaceState(null, '', location.pathname + location.search);
  if (!handed || !newcomer || stored() || !(await goesOn(page.querySelector('main')!, handed.host))) return null;
  const redeem = () => ask<Resumed>('POST', '/resume', { ticket: handed.ticket, newcomer });
  let answer = await redeem();
  if ('problem' in answer && answer.problem.code === UNREACHABLE) answer = await redeem();
  if ('problem' in answer) return null;
  keep(answer.value.browser_token);
  return handed;
}
