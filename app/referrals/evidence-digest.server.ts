/** Keyed digests of what a person is known by: enough to see that two are the same, useless without the key. */
import { createHmac } from 'node:crypto';
import { env } from '../lib/env.server.ts';
import { canonicalAddress, canonicalEmail, type Evidence, type PostalAddress } from './evidence.ts';

export interface RawEvidence {
  email: string | null;
  address: PostalAddress | null;
  /** A random token that the storefront's script keeps in the browser. */
  device: string | null;
}

export function digestEvidence({ email, address, device }: RawEvidence): Evidence {
  return {
    email: digest('email', email ? canonicalEmail(email) : null),
    address: digest('address', canonicalAddress(address)),
    device: digest('device', device && device.length >= 8 ? device.slice(0, 100) : null),
  };
}

/** 64 bits: two strangers of one shop do not meet by chance. */
function digest(kind: string, value: string | null): string | null {
  if (value === null) return null;
  return createHmac('sha256', env().SHOPIFY_API_SECRET).update(`referral:${kind}:${value}`).digest('hex').slice(0, 16);
}
