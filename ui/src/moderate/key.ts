// The key of a meeting's moderators: from the link, and after a reload from the tab's storage.

const entry = (code: string) => `handsup.moderator.${code}`;

/** Takes the key out of the URL, so that it is in no screenshot and no history; empty without one. */
export function takeKey(code: string): string {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? '';
  try {
    if (key) sessionStorage.setItem(entry(code), key);
    const kept = key || (sessionStorage.getItem(entry(code)) ?? '');
    history.replaceState(null, '', location.pathname + location.search);
    return kept;
  } catch {
    // Without storage the key stays in the URL: a reload needs it.
    return key;
  }
}
