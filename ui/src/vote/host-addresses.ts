// The addresses at which the host may answer: this page's own, and the others in the server's order.

import type { Answer, Blank } from '../kinds/answer';

/** Milliseconds until a probe counts as failed. */
const PROBE_TIMEOUT_MS = 4000;

/** The server's addresses without this page's own, each once. */
export const others = (addresses: readonly string[], own: string): string[] =>
  [...new Set(addresses)].filter((address) => address !== own);

/** The address to try in the `n`th probe: one after the other, then from the first again; undefined where the list is empty. */
export const addressInTurn = (addresses: readonly string[], n: number): string | undefined =>
  addresses[n % addresses.length];

/** Whether the server that wrote this page answers at `address`: `fingerprint` is in the path of a picture that only it serves. */
export function answers(address: string, fingerprint: string, timeout = PROBE_TIMEOUT_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const picture = new Image();
    const settle = (isReached: boolean) => {
      clearTimeout(timer);
      resolve(isReached);
    };
    const timer = setTimeout(() => {
      settle(false);
      // Aborts the request: browsers open six connections to an address, and a pending request would occupy one of them.
      picture.src = '';
    }, timeout);
    picture.onload = () => settle(true);
    picture.onerror = () => settle(false);
    picture.src = `${address}/here/${fingerprint}?${Date.now()}`;
  });
}

/** The URL of this page at another address, with a ticket for this phone's identity, and with what was entered in `poll`. */
export function handoverUrl(
  address: string,
  path: string,
  ticket: string,
  poll?: string,
  answer: Answer | Blank | null = null,
): string {
  const fragment = new URLSearchParams({ resume: ticket });
  if (poll && answer) {
    fragment.set('poll', poll);
    fragment.set('answer', JSON.stringify(answer));
  }
  return `${address}${path}#${fragment}`;
}
