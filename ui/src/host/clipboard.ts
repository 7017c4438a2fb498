// A chart as a picture on the clipboard: by the desktop where there is one, by the browser elsewhere.
import { ask } from '../lib/http';

/** Whether the picture at `path` is on the clipboard now. Browsers allow it on secure pages alone. */
export async function copyPicture(path: string): Promise<boolean> {
  const native = await ask('POST', '/api/desktop/clipboard', { picture: path });
  if ('value' in native) return true;
  if (!globalThis.ClipboardItem || !navigator.clipboard?.write) return false;
  try {
    const picture = fetch(path).then((response) => response.blob());
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    return true;
  } catch {
    return false;
  }
}
