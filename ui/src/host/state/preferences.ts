// Small preferences of this computer; storage that is forbidden just forgets them.

export function recall(key: string): boolean {
  try {
    return localStorage.getItem(`handsup.${key}`) === 'yes';
  } catch {
    return false;
  }
}

export function remember(key: string, value: boolean): void {
  try {
    localStorage.setItem(`handsup.${key}`, value ? 'yes' : 'no');
  } catch {
    // Forgotten at the next start.
  }
}
