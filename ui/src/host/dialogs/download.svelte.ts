// The download of an export, with progress. It continues while its dialog is closed.
import { credentials } from '../../lib/http';
import type { Problem } from '../../lib/wire.gen';
import { ChunkParser, fileName, type Progress } from './chunks';
import { save } from './save';

/** Milliseconds until progress is shown: most files are complete before. */
const PROGRESS_DELAY_MS = 300;

class Download {
  /** The label of the button that started it; null while nothing is downloaded. */
  label: string | null = $state(null);
  progress: Progress = $state.raw({ done: 0, of: 0 });
  /** Whether it takes long enough for its progress to be shown. */
  slow = $state(false);
  /** Why the last download has saved nothing. */
  failure: 'cancelled' | 'not_whole' | Problem | null = $state.raw(null);
  /** The URL of the last download. */
  path = $state('');
  #abort = new AbortController();

  /** Downloads a file and has the browser, or the desktop app, save it once it is complete. */
  async start(path: string, label: string): Promise<void> {
    if (this.label) return;
    this.#abort = new AbortController();
    [this.path, this.label, this.progress, this.slow, this.failure] = [path, label, { done: 0, of: 0 }, false, null];
    const timer = setTimeout(() => (this.slow = true), PROGRESS_DELAY_MS);
    try {
      const fetched = await this.#fetch(path);
      if ('code' in fetched) this.failure = fetched;
      else save(fetched.name, fetched.file);
    } catch {
      this.failure = this.#abort.signal.aborted ? 'cancelled' : 'not_whole';
    }
    clearTimeout(timer);
    [this.label, this.slow] = [null, false];
  }

  /** Aborts the request: the server stops reading, and nothing is saved. */
  cancel(): void {
    this.#abort.abort();
  }

  async #fetch(path: string): Promise<{ name: string; file: Blob } | Problem> {
    const response = await fetch(`${path}&progress=true`, {
      signal: this.#abort.signal,
      cache: 'no-store',
      headers: credentials,
    });
    if (!response.ok) return (await response.json()) as Problem;
    if (!response.body) throw new Error('no response body');
    const parser = new ChunkParser();
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parser.push(next.value);
      this.progress = parser.progress;
    }
    if (!parser.isComplete) throw new Error('incomplete response');
    return { name: fileName(response.headers.get('content-disposition')), file: new Blob(parser.parts) };
  }
}

export const download = new Download();
