/** Short texts that only this app can have made: for codes that are scanned and links that are followed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { env } from '../lib/env.server.ts';

/** 120 bits, so that nobody guesses one. */
const SIGNATURE_CHARACTERS = 20;

/** @param key what the signature hangs on besides the app's secret: a place's own secret, or nothing. */
export function signText(purpose: string, text: string, key: Buffer | null = null): string {
  return createHmac('sha256', `regulars ${purpose} ${env().SHOPIFY_API_SECRET}`)
    .update(key ?? Buffer.alloc(0))
    .update(text)
    .digest('base64url')
    .slice(0, SIGNATURE_CHARACTERS);
}

export function isSigned(purpose: string, text: string, signature: string, key: Buffer | null = null): boolean {
  const expected = Buffer.from(signText(purpose, text, key));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
