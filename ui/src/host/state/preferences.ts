// Preferences of this computer, in local storage; where that is blocked, each start begins with the defaults.

const key = (name: string): string => `handsup.${name}`;

/** Whether a preference was switched on. */
export function readPreference(name: string): boolean {
  try {
    return localStorage.getItem(key(name)) === 'yes';
  } catch {
    return false;
  }
}

export function writePreference(name: string, on: boolean): void {
  try {
    localStorage.setItem(key(name), on ? 'yes' : 'no');
  } catch {
    // Blocked: the preference lasts until the page is closed.
  }
}
