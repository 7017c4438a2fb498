// The secret that makes this phone a remote, beside its cookie: in the storage of the page's origin, for the pages of remotes and of
// moderators.
import { credentials } from './http';

const entry = (code: string) => `handsup.remote.${code}`;

/** The stored secret; empty without one, and without storage. */
export function storedSecret(code: string): string {
  try {
    return localStorage.getItem(entry(code)) ?? '';
  } catch {
    return '';
  }
}

/** Stores the secret, where there is storage. */
export function storeSecret(code: string, secret: string): void {
  try {
    localStorage.setItem(entry(code), secret);
  } catch {
    // Without storage the phone is a remote until the page is left.
  }
}

/** Sends the secret with every request from now on. */
export function useSecret(secret: string): void {
  credentials['x-handsup-remote'] = secret;
}
