// What makes this browser the host's beside its cookie: browsers send cookies to every port of an address, but the storage
// of a page's origin is read by no other port. So the page keeps a secret there, and sends it with every request.
import { ask, credentials } from './http';
import type { WithTicket } from './wire.gen';

const KEY = 'handsup.host';
const HEADER = 'x-handsup-host';

/** The secret of this browser's session; empty where it has none, or may keep nothing. */
export function secret(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a session's secret; false where this browser keeps nothing. */
export function keepSecret(value: string): boolean {
  try {
    localStorage.setItem(KEY, value);
    return localStorage.getItem(KEY) === value;
  } catch {
    return false;
  }
}

/** Has every request from now on show the secret: the one of that moment, for another tab may enter again. */
export function showSecret(): void {
  Object.defineProperty(credentials, HEADER, { get: secret, enumerable: true, configurable: true });
}

/** An address of the host's that this browser may open or save; null where it is no host's any more. */
export async function withTicket(path: string): Promise<string | null> {
  const answer = await ask<WithTicket>('POST', '/api/host/tickets', { path });
  return 'value' in answer ? answer.value.path : null;
}

/** What stands behind this address without a ticket that was used. */
export const withoutTicket = (path: string) => path.replace(/[?&]ticket=[0-9a-f]*$/, '');
