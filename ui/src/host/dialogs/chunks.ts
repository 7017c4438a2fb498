// The format of an export with progress: chunks of the file, each after a line of three numbers: polls done, polls in all, and the
// bytes of the chunk.

/** How far an export is, in polls. */
export type Progress = { done: number; of: number };

export class ChunkParser {
  /** The file's bytes so far. */
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  progress: Progress = { done: 0, of: 0 };
  #line = '';
  /** Bytes of the current chunk that are still to come. */
  #left = 0;

  /** Parses the next bytes of the response, wherever the network has split it. */
  push(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const part = bytes.subarray(at, at + this.#left);
        this.parts.push(part);
        this.#left -= part.length;
        at += part.length;
      } else {
        this.#readLine(String.fromCharCode(bytes[at]!));
        at += 1;
      }
    }
  }

  /** Whether the file is complete: the last chunk has ended, and every poll is done. */
  get isComplete(): boolean {
    return this.#left === 0 && this.#line === '' && this.progress.done === this.progress.of;
  }

  #readLine(character: string): void {
    this.#line += character;
    if (character !== '\n') return;
    const [done = 0, of = 0, bytes = 0] = this.#line.split(' ').map(Number);
    this.progress = { done, of };
    this.#left = bytes;
    this.#line = '';
  }
}

/** The file name in a `Content-Disposition` header, from its extended form (RFC 8187). */
export function fileName(disposition: string | null): string {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
  return extended ? decodeURIComponent(extended) : 'handsup';
}
