// Copies a chart as a picture: through the desktop app where there is one, else through the browser.
import { ask, credentials } from '../../lib/http';

/** Copies the poll's chart; returns whether that succeeded. Browsers allow it on secure pages alone. */
export async function copyChart(poll_code: string): Promise<boolean> {
  const native = await ask('POST', '/api/desktop/clipboard', { poll_code });
  if ('value' in native) return true;
  if (!globalThis.ClipboardItem || !navigator.clipboard?.write) return false;
  try {
    const picture = fetch(`/api/polls/${poll_code}/chart.png`, { headers: credentials }).then((response) =>
      response.blob(),
    );
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    return true;
  } catch {
    return false;
  }
}
