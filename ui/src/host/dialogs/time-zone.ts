// The host's time zone, as a parameter of reports and exports: the server may run in another one.

/** `tz=Europe/Vienna`; empty where the browser does not report one. */
export function timeZoneQuery(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone ? `tz=${encodeURIComponent(timeZone)}` : '';
}
