// What lets this page moderate a meeting: the key in its link, after a reload in the tab's storage, or the secret of a remote.
import { credentials } from '../lib/http';
import { storedSecret, useSecret } from '../lib/remote-secret';

/** What a socket's handshake carries. */
export type Key = { moderator: string } | { remote: string };

const entry = (code: string) => `handsup.moderator.${code}`;

/** The fragment with which a remote's page opens this one. */
const OF_REMOTE = '#remote';

/** Finds the key, and sends it with every request from now on; null without one. */
export function useKey(code: string): Key | null {
  const key = takeKey(code);
  if (key) {
    credentials.authorization = `Bearer ${key}`;
    return { moderator: key };
  }
  const secret = storedSecret(code);
  if (!secret) return null;
  useSecret(secret);
  return { remote: secret };
}

/** Takes the key out of the URL, so that it is in no screenshot and no history; empty without one. */
function takeKey(code: string): string {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? '';
  try {
    if (key) sessionStorage.setItem(entry(code), key);
    else if (location.hash === OF_REMOTE) sessionStorage.removeItem(entry(code));
    const kept = key || (sessionStorage.getItem(entry(code)) ?? '');
    history.replaceState(null, '', location.pathname + location.search);
    return kept;
  } catch {
    // Without storage the key stays in the URL: a reload needs it.
    return key;
  }
}
