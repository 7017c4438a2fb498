// A file of results on its way home. It goes on when its dialog is closed, and stands there when that is opened again.
import { credentials } from '../../lib/http';
import type { Problem } from '../../lib/wire.gen';
import { Pieces, nameOf, type Told } from './chunks';

/** Files are there at once; whoever waits longer than this, in milliseconds, wants to know for what. */
const SOON = 300;
/** How long a browser may take to fetch a file from its own memory, in milliseconds. */
const FETCHED = 60_000;

class Takeaway {
  /** What is on its way, as its button says. */
  label: string | null = $state(null);
  told: Told = $state.raw({ done: 0, of: 0 });
  /** Whether it takes long enough to be shown. */
  slow = $state(false);
  /** How the last one ended, if nothing was saved. */
  ended: 'cancelled' | 'not_whole' | Problem | null = $state.raw(null);
  /** Where the last one was. */
  path = $state('');
  #stop = new AbortController();

  /** Brings a file and has the browser, or the desktop, save it once it is whole. */
  async take(path: string, label: string): Promise<void> {
    if (this.label) return;
    this.#stop = new AbortController();
    [this.path, this.label, this.told, this.slow, this.ended] = [path, label, { done: 0, of: 0 }, false, null];
    const timer = setTimeout(() => (this.slow = true), SOON);
    try {
      const brought = await this.#bring(path);
      if ('code' in brought) this.ended = brought;
      else save(brought.name, brought.file);
    } catch {
      this.ended = this.#stop.signal.aborted ? 'cancelled' : 'not_whole';
    }
    clearTimeout(timer);
    [this.label, this.slow] = [null, false];
  }

  /** Hangs up: the server stops reading, and nothing was saved. */
  cancel(): void {
    this.#stop.abort();
  }

  async #bring(path: string): Promise<{ name: string; file: Blob } | Problem> {
    const response = await fetch(`${path}&progress=true`, {
      signal: this.#stop.signal,
      cache: 'no-store',
      headers: credentials,
    });
    if (!response.ok) return (await response.json()) as Problem;
    if (!response.body) throw new Error('nothing came');
    const pieces = new Pieces();
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      pieces.take(next.value);
      this.told = pieces.told;
    }
    if (!pieces.whole) throw new Error('broken off');
    return { name: nameOf(response.headers.get('content-disposition')), file: new Blob(pieces.parts) };
  }
}

function save(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FETCHED);
}

export const takeaway = new Takeaway();
