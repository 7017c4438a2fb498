// What makes this phone a remote: a cookie, and this secret in the page's own storage. The one-time code in the link is exchanged for both.
import { type Answer, ask, UNREACHABLE } from '../lib/http';
import { storedSecret, storeSecret, useSecret } from '../lib/remote-secret';
import type { PairBody, Paired, Problem } from '../lib/wire.gen';

/** Milliseconds until a pairing that was not answered is tried again, at least. */
const RETRY_MS = 2000;

/** The one-time code in the URL; empty without one. */
export const pairingCode = (): string => new URLSearchParams(location.hash.slice(1)).get('pair') ?? '';

/** Uses the secret that was stored earlier; false without one. */
export function resume(code: string): boolean {
  const secret = storedSecret(code);
  if (secret) useSecret(secret);
  return !!secret;
}

/** Whether the same request may be answered a moment later: the server was not reached, or is busy. */
const isMomentary = ({ code, status }: Problem): boolean => code === UNREACHABLE || status === 429 || status >= 500;

/** Exchanges the one-time code, for as long as it takes, and stores the secret. Once it is answered the code leaves the URL, so that it
 *  is in no screenshot and no history; until then a reload finds it there. `onwait`: called whenever it has to be tried again. */
export async function pair(
  code: string,
  oneTimeCode: string,
  onwait: (reason: Problem) => void,
): Promise<Answer<Paired>> {
  const body: PairBody = { code: oneTimeCode };
  const exchange = () => ask<Paired>('POST', `/m/${code}/remote`, body);
  let answer = await exchange();
  while ('problem' in answer && isMomentary(answer.problem)) {
    const { problem } = answer;
    onwait(problem);
    await new Promise((resolve) => setTimeout(resolve, Math.max(RETRY_MS, (problem.retry_after ?? 0) * 1000)));
    answer = await exchange();
  }
  history.replaceState(null, '', location.pathname + location.search);
  if ('value' in answer) {
    useSecret(answer.value.secret);
    storeSecret(code, answer.value.secret);
  }
  return answer;
}
