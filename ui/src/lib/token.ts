// The identity of a phone that keeps no cookies; the server prefers its own cookie. Private windows and captive portals make
// localStorage throw, so every access is guarded.

const KEY = 'handsup.browser_token';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const localStore = (): Store | null => {
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

/** Stores a token for the next visit, where storage is available. */
export function storeToken(token: string, store: Store | null = localStore()): void {
  try {
    store?.setItem(KEY, token);
  } catch {
    // Blocked: the identity is in the cookie alone.
  }
}

/** Whether this phone has the same identity after a reload. */
export function keepsIdentity(): boolean {
  try {
    if (localStore()?.getItem(KEY)) return true;
    // Scripts cannot read the identity's cookie, so a test cookie is set: `cookieEnabled` may be true even if cookies are dropped.
    document.cookie = `${KEY}=; path=/; SameSite=Lax`;
    const accepted = document.cookie.includes(KEY);
    document.cookie = `${KEY}=; path=/; max-age=0`;
    return accepted;
  } catch {
    return false;
  }
}

/** The token from an earlier visit; empty where there is none. */
export function storedToken(store: Store | null = localStore()): string {
  try {
    const token = store?.getItem(KEY) ?? '';
    return UUID.test(token) ? token : '';
  } catch {
    // Blocked: the identity is in the cookie alone.
    return '';
  }
}

/** The stored token, else the page's, else a new one; stored for the next visit where storage is available. */
export function browserToken(fromPage: string, store: Store | null = localStore()): string {
  const token = storedToken(store) || (UUID.test(fromPage) ? fromPage : newToken());
  storeToken(token, store);
  return token;
}
