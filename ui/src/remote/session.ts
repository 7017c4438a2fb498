// What makes this phone a remote: a cookie, and this secret in the page's own storage. The one-time code in the link is exchanged for both.
import { type Answer, ask, credentials } from '../lib/http';
import type { PairBody, Paired } from '../lib/wire.gen';

const entry = (code: string) => `handsup.remote.${code}`;

/** Takes the one-time code out of the URL, so that it is in no screenshot and no history; empty without one. */
export function takePairingCode(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get('pair') ?? '';
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

/** Uses the secret that was stored earlier; false without one. */
export function resume(code: string): boolean {
  try {
    return use(localStorage.getItem(entry(code)) ?? '');
  } catch {
    return false;
  }
}

/** Exchanges the one-time code, and stores the secret. */
export async function pair(code: string, pairingCode: string): Promise<Answer<Paired>> {
  const body: PairBody = { code: pairingCode };
  const answer = await ask<Paired>('POST', `/m/${code}/remote`, body);
  if ('value' in answer) {
    use(answer.value.secret);
    try {
      localStorage.setItem(entry(code), answer.value.secret);
    } catch {
      // Without storage the phone is a remote until the page is reloaded.
    }
  }
  return answer;
}

function use(secret: string): boolean {
  if (secret) credentials['x-handsup-remote'] = secret;
  return !!secret;
}
