// Who this phone is. The token lives in localStorage and in the server's device cookie, and each heals
// the other: private windows and captive portals make localStorage throw, so nothing here may depend on it.

const KEY = 'handsup.browser_token';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const own = (): Shelf | null => {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
};

/** A version 4 UUID. `crypto.randomUUID` is missing on http pages of a local network; `getRandomValues` is there. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Keeps a token for the next visit, where that is possible. */
export function keep(token: string, shelf: Shelf | null = own()): void {
  try {
    shelf?.setItem(KEY, token);
  } catch {
    // Writing is forbidden here: the cookie remembers.
  }
}

/** Whether a reload will still know this phone. */
export function remembers(): boolean {
  try {
    if (own()?.getItem(KEY)) return true;
    // The device cookie is not for scripts to see, so another one is tried: `cookieEnabled` says yes too often.
    document.cookie = `${KEY}=; path=/; SameSite=Lax`;
    const kept = document.cookie.includes(KEY);
    document.cookie = `${KEY}=; path=/; max-age=0`;
    return kept;
  } catch {
    return false;
  }
}

/** The stored token if it is one, else the cookie's, else a new one; written back where that is possible. */
export function browserToken(fromCookie: string, shelf: Shelf | null = own()): string {
  let token = '';
  try {
    token = shelf?.getItem(KEY) ?? '';
  } catch {
    // Reading is forbidden here: the cookie knows.
  }
  if (!UUID.test(token)) token = UUID.test(fromCookie) ? fromCookie : newToken();
  keep(token, shelf);
  return token;
}
