// Arriving from another address of the same host: the ticket in the address gives this phone its mark back.
import { ask, UNREACHABLE } from '../lib/http';
import { keep } from '../lib/token';
import type { Resumed } from '../lib/wire.gen';

type Handed = { ticket: string; poll: string | null; chosen: number[] };

/** What the earlier page has put behind the `#`. */
export function handedOver(hash: string): Handed | null {
  const told = new URLSearchParams(hash.slice(1));
  const ticket = told.get('resume');
  if (!ticket) return null;
  const chosen = (told.get('chosen') ?? '').split(',').filter((id) => /^\d+$/.test(id));
  return { ticket, poll: told.get('poll'), chosen: chosen.map(Number) };
}

/** Who this phone is, and what it had picked; null where the ticket is no good, and it is somebody new. */
export async function resume(): Promise<{ token: string; poll: string | null; chosen: number[] } | null> {
  const handed = handedOver(location.hash);
  // A reload, or an address that somebody shares, hands over nothing.
  history.replaceState(null, '', location.pathname + location.search);
  if (!handed) return null;
  const redeem = () => ask<Resumed>('POST', '/resume', { ticket: handed.ticket });
  let answer = await redeem();
  if ('problem' in answer && answer.problem.code === UNREACHABLE) answer = await redeem();
  if ('problem' in answer) return null;
  keep(answer.value.browser_token);
  return { token: answer.value.browser_token, poll: handed.poll, chosen: handed.chosen };
}
