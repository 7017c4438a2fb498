// What a vote commits to, as `server/src/domain/receipt.rs` hashes it.
import { type Answer, type Blank, namedIds } from '../../kinds/answer';
import type { YourVote } from '../../lib/wire.gen';
import { base32, fromHex } from './digits';
import { sha256 } from './sha256';

/** The tags of answers are the places of their fields here. */
const FIELDS = ['blank', 'options', 'marks', 'ranking', 'points', 'number', 'texts'];
/** The bytes of an entry's value, behind the 8 bytes of its option. */
const WIDTHS = [0, 0, 1, 0, 2];

/** The bytes of an answer to a poll with these decimals: its tag, then big-endian integers; lists and texts are preceded by their
 *  length in 4 bytes. */
export function answerBytes(answer: Answer | Blank, decimals = 0): Uint8Array {
  const field = answer === 'blank' ? answer : Object.keys(answer)[0]!;
  const tag = FIELDS.indexOf(field);
  const bytes = [tag];
  const push = (value: number, width: number) => {
    for (let at = width - 1; at >= 0; at--) bytes.push(Math.floor(value / 256 ** at) & 255);
  };
  if (answer === 'blank') return Uint8Array.from(bytes);
  if ('number' in answer) push(units(answer.number, decimals), 8);
  else if ('texts' in answer) {
    push(answer.texts.length, 4);
    for (const utf8 of answer.texts.map((text) => new TextEncoder().encode(text))) {
      push(utf8.length, 4);
      bytes.push(...utf8);
    }
  } else {
    const ids = namedIds(answer);
    const values = Object.values(answer)[0] as Record<string, number>;
    push(ids.length, 4);
    for (const id of tag === 1 ? ids.sort((a, b) => a - b) : ids) {
      push(id, 8);
      push(values[id]!, WIDTHS[tag]!);
    }
  }
  return Uint8Array.from(bytes);
}

/** A number in units of the poll's last decimal place. */
export function units(number: string, decimals = 0): number {
  const [whole, fraction = ''] = number.split('.');
  return Number(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
}

/** The commitment to a vote; null for a vote without a nonce, which an earlier version has counted. */
export function commitment(
  { answer, nonce }: Pick<YourVote, 'answer' | 'nonce'>,
  decimals?: number,
): Uint8Array | null {
  const random = fromHex(nonce ?? '', 16);
  return random && sha256('handsup answer 2\n', random, answerBytes(answer as Answer, decimals));
}

/** The receipt of a vote with this commitment. */
export const receiptOf = (bytes: Uint8Array): string => base32(bytes, 8);
