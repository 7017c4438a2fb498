// Bytes as people and JSON write them.

/** Crockford's base32, without I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The bytes of lower-case hexadecimal digits; null for other text, and where there are not `length` bytes. */
export function fromHex(digits: string, length: number): Uint8Array | null {
  if (digits.length !== length * 2 || !/^[0-9a-f]*$/.test(digits)) return null;
  return Uint8Array.from({ length }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** The first `length` base32 digits, the most significant bit first. */
export function base32(bytes: Uint8Array, length: number): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length }, (_, i) => ALPHABET[parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join('');
}

/** The text of a seal: the first 80 bits of its link in four groups of four digits. */
export const sealOf = (link: Uint8Array): string => base32(link, 16).replace(/(.{4})(?=.)/g, '$1-');
