/**
 * The signature of the app proxy: every query parameter but `signature`, sorted, over the app's secret.
 * Source: Shopify's "Authenticate app proxies".
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { env } from '../lib/env.server.ts';

/** Older requests are refused, so that a leaked address cannot be used for long. */
const MAX_AGE_SECONDS = 90;

/** What Shopify says of the request; each must be there once at most. */
const SHOPIFY_PARAMETERS = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp'];

export type ProxyCaller =
  { ok: true; shopDomain: string; customerId: string | null } | { ok: false; reason: 'bad_signature' | 'too_old' };

export function verifyProxy(query: URLSearchParams, now: Date): ProxyCaller {
  const byName = new Map<string, string[]>();
  for (const [name, value] of query) {
    const values = byName.get(name);
    if (values) values.push(value);
    else byName.set(name, [value]);
  }
  const signatures = byName.get('signature') ?? [];
  byName.delete('signature');
  const message = [...byName]
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .sort()
    .join('');
  const expected = createHmac('sha256', env().SHOPIFY_API_SECRET).update(message).digest();
  const [signature = ''] = signatures;
  const given = /^[0-9a-f]{64}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(0);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { ok: false, reason: 'bad_signature' };
  // Shopify appends its parameters to those that the browser sent, and signs them all: a second `logged_in_customer_id` in
  // the storefront's address would stand before Shopify's own.
  if (SHOPIFY_PARAMETERS.some((name) => (byName.get(name)?.length ?? 0) > 1) || signatures.length !== 1)
    return { ok: false, reason: 'bad_signature' };
  const said = (name: string) => byName.get(name)?.[0] ?? '';
  const ageSeconds = Math.abs(now.getTime() / 1000 - Number(said('timestamp')));
  if (!(ageSeconds <= MAX_AGE_SECONDS)) return { ok: false, reason: 'too_old' };
  const customerId = said('logged_in_customer_id');
  return {
    ok: true,
    shopDomain: said('shop').toLowerCase(),
    customerId: /^\d{1,30}$/.test(customerId) ? customerId : null,
  };
}
