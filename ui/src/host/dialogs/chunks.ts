// A file that comes in pieces, each behind a line of three numbers: polls done, polls in all, and how many bytes follow.

/** How far a file is. */
export type Told = { done: number; of: number };

export class Pieces {
  /** The file so far. */
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  told: Told = { done: 0, of: 0 };
  #line = '';
  #left = 0;

  /** Takes what the network brought, wherever it was cut. */
  take(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const part = bytes.subarray(at, at + this.#left);
        this.parts.push(part);
        this.#left -= part.length;
        at += part.length;
      } else {
        this.#read(String.fromCharCode(bytes[at]!));
        at += 1;
      }
    }
  }

  /** Whether it may have ended here. */
  get whole(): boolean {
    return this.#left === 0 && this.#line === '' && this.told.done === this.told.of;
  }

  #read(letter: string): void {
    this.#line += letter;
    if (letter !== '\n') return;
    const [done = 0, of = 0, bytes = 0] = this.#line.split(' ').map(Number);
    this.told = { done, of };
    this.#left = bytes;
    this.#line = '';
  }
}

/** The name that the server gives a file: the full one, RFC 8187. */
export function nameOf(disposition: string | null): string {
  const full = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
  return full ? decodeURIComponent(full) : 'handsup';
}
