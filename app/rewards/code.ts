/** The form of codes: random bits in an alphabet that is read aloud without mistakes; 80 of them for a discount. */

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param bytes ten random bytes. @returns e.g. "RG-7K3M-9QTX-2B4D-WE8H". */
export function codeFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 10) throw new RangeError('A code is made of ten random bytes (80 bits).');
  const text = toLetters(bytes, 16);
  return `RG-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8, 12)}-${text.slice(12)}`;
}

/** @param bytes five random bytes. @returns a short code for staff to type, e.g. "7K3M-9QTX". */
export function claimCodeFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 5) throw new RangeError('A claim code is made of five random bytes (40 bits).');
  const text = toLetters(bytes, 8);
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

function toLetters(bytes: Uint8Array, count: number): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < count; index++) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}

/** The code as a gift card's: letters and digits only. */
export function giftCardCode(code: string): string {
  return code.replaceAll('-', '');
}
