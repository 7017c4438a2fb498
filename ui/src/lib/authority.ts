// The secret that a host's session needs beside its cookie. Browsers send cookies to every port of an address, but a page's
// storage belongs to one port: so the secret is stored there, and sent with every request.
import { ask, credentials } from './http';
import type { WithTicket } from './wire.gen';

const KEY = 'handsup.host';
const HEADER = 'x-handsup-host';

/** The secret of this browser's session; empty where it has none, or where storage is blocked. */
export function secret(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Stores a session's secret; false where storage is blocked. */
export function keepSecret(value: string): boolean {
  try {
    localStorage.setItem(KEY, value);
    return localStorage.getItem(KEY) === value;
  } catch {
    return false;
  }
}

/** Adds the secret to every request from now on. It is read at each request, because another tab may start a new session. */
export function sendSecret(): void {
  Object.defineProperty(credentials, HEADER, { get: secret, enumerable: true, configurable: true });
}

/** The URL of a host's page or file with a one-time ticket; null where the server gives none. */
export async function withTicket(path: string): Promise<string | null> {
  const answer = await ask<WithTicket>('POST', '/api/host/tickets', { path });
  return 'value' in answer ? answer.value.path : null;
}

/** The URL without its ticket, which may have been used. */
export const withoutTicket = (path: string) => path.replace(/[?&]ticket=[0-9a-f]*$/, '');
