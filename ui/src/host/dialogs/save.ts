// Saves a file that the page itself has made or received.

/** Milliseconds that the browser has to save a file before its memory is released. */
const REVOKE_DELAY_MS = 60_000;

/** Has the browser, or the desktop app, save the file. */
export function save(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_DELAY_MS);
}
