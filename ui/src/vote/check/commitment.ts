// What a vote commits to, as `server/src/domain/receipt.rs` hashes it.
import type { YourVote } from '../../lib/wire.gen';
import { base32, fromHex } from './digits';
import { sha256 } from './sha256';

/** The tag of an answer that chooses options. */
const OPTIONS = 1;

/** The bytes of a choice: its tag, the number of options in 4 bytes, and each id in 8, sorted. Null where nothing is chosen: that is
 *  another kind of answer. */
export function answerBytes(option_ids: readonly number[]): Uint8Array | null {
  if (!option_ids.length) return null;
  const bytes = new DataView(new ArrayBuffer(5 + 8 * option_ids.length));
  bytes.setUint8(0, OPTIONS);
  bytes.setUint32(1, option_ids.length);
  [...option_ids]
    .sort((a, b) => a - b)
    .forEach((id, i) => {
      bytes.setUint32(5 + 8 * i, Math.floor(id / 2 ** 32));
      bytes.setUint32(9 + 8 * i, id);
    });
  return new Uint8Array(bytes.buffer);
}

/** The commitment to a vote; null for a vote without a nonce, which an earlier version has counted. */
export function commitment({ option_ids, nonce }: Pick<YourVote, 'option_ids' | 'nonce'>): Uint8Array | null {
  const random = fromHex(nonce ?? '', 16);
  const answer = answerBytes(option_ids);
  return random && answer && sha256('handsup answer 2\n', random, answer);
}

/** The receipt of a vote with this commitment. */
export const receiptOf = (bytes: Uint8Array): string => base32(bytes, 8);
