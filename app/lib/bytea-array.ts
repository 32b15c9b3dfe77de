/**
 * Bytes as PostgreSQL reads them fastest: an array of bytea in its binary form. The driver would write each as text of twice the
 * length, which both sides pay for: half of what storing a webhook costs. Source: PostgreSQL's array_recv.
 */

const BYTEA_OID = 17;

/** @returns the value for a parameter of type `bytea[]`; the driver sends a Buffer as it is. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + value.length, 20);
  const array = Buffer.allocUnsafe(size);
  // One dimension, no nulls, counted from 1.
  let at = array.writeInt32BE(1, 0);
  at = array.writeInt32BE(0, at);
  at = array.writeInt32BE(BYTEA_OID, at);
  at = array.writeInt32BE(values.length, at);
  at = array.writeInt32BE(1, at);
  for (const value of values) {
    at = array.writeInt32BE(value.length, at);
    array.set(value, at);
    at += value.length;
  }
  return array;
}
