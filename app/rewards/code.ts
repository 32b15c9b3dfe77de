/** The form of a discount code: 80 random bits in an alphabet that is read aloud without mistakes. */

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param bytes ten random bytes. @returns e.g. "RG-7K3M-9QTX-2B4D-WE8H". */
export function codeFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 10) throw new RangeError('A code is made of ten random bytes (80 bits).');
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < 16; index++) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `RG-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8, 12)}-${text.slice(12)}`;
}
