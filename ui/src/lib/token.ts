// Who this phone is, where it keeps no cookies: with cookies, the server's own says so, and this is not looked at.
// Private windows and captive portals make localStorage throw, so nothing here may depend on it.

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

/** The token from an earlier visit; empty where there is none. */
export function stored(shelf: Shelf | null = own()): string {
  try {
    const token = shelf?.getItem(KEY) ?? '';
    return UUID.test(token) ? token : '';
  } catch {
    // Reading is forbidden here: the cookie knows.
    return '';
  }
}

/** The stored token, else the page's, else a new one; written back where that is possible. */
export function browserToken(fromPage: string, shelf: Shelf | null = own()): string {
  const token = stored(shelf) || (UUID.test(fromPage) ? fromPage : newToken());
  keep(token, shelf);
  return token;
}
