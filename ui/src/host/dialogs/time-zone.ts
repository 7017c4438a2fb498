// The time zone of the person at this window, as the query of a report or a file: a server elsewhere lives in its own.

/** `tz=Europe/Vienna`; empty where the browser does not say. */
export function zone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone ? `tz=${encodeURIComponent(timeZone)}` : '';
}
