/** A keyed digest of an e-mail address: enough to recognise a guest who later proves the address, useless without the key. */
import { createHmac } from 'node:crypto';
import { env } from '../lib/env.server.ts';

/** @param email a normalized address. @returns 32 bytes. */
export function digestEmail(email: string): Buffer {
  return createHmac('sha256', env().SHOPIFY_API_SECRET).update(`email:${email}`).digest();
}
