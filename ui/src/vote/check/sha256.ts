// SHA-256 (FIPS 180-4). `crypto.subtle` exists on secure origins alone, and phones open `http://192.168.x.x`.

/** The first 32 bits of the fractions of the roots of the first 64 primes: of the square roots the hash begins with, of the cube
 *  roots a round adds. */
const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

const rotated = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** The message with a 1 bit, zeros, and its length in bits: whole blocks of 64 bytes. */
function padded(message: Uint8Array): DataView {
  const length = (message.length + 72) & ~63;
  const bytes = new Uint8Array(length);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(length - 4, message.length * 8);
  return view;
}

/** The 64 words that a block's rounds take. */
function schedule(blocks: DataView, at: number): Int32Array {
  const words = new Int32Array(64);
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      words[i] = blocks.getInt32(at + 4 * i);
      continue;
    }
    const [w2, w15] = [words[i - 2]!, words[i - 15]!];
    const small0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >>> 3);
    const small1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >>> 10);
    words[i] = words[i - 16]! + small0 + words[i - 7]! + small1;
  }
  return words;
}

type State = [number, number, number, number, number, number, number, number];

function round([a, b, c, d, e, f, g, h]: State, added: number): State {
  const big1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
  const first = (h + big1 + ((e & f) ^ (~e & g)) + added) | 0;
  const big0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
  const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
  return [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
}

/** The hash of these parts, one after the other: 32 bytes. */
export function sha256(...parts: (Uint8Array | string)[]): Uint8Array {
  const blocks = padded(joined(parts));
  const hash = Int32Array.from(START);
  for (let at = 0; at < blocks.byteLength; at += 64) {
    const words = schedule(blocks, at);
    let state = Array.from(hash) as State;
    for (let i = 0; i < 64; i++) state = round(state, (ROUNDS[i]! + words[i]!) | 0);
    state.forEach((word, i) => (hash[i]! += word));
  }
  const bytes = new DataView(new ArrayBuffer(32));
  hash.forEach((word, i) => bytes.setInt32(4 * i, word));
  return new Uint8Array(bytes.buffer);
}

/** The parts as one array; texts as UTF-8. */
function joined(parts: (Uint8Array | string)[]): Uint8Array {
  const arrays = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part));
  const all = new Uint8Array(arrays.reduce((length, { length: more }) => length + more, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
