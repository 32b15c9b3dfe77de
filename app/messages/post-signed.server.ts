/**
 * Posts JSON to an address that a merchant gave: signed with HMAC-SHA256, with an idempotency key, never to a private address,
 * following no redirect. docs/messages.md tells receivers how to check it.
 */
import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { env } from '../lib/env.server.ts';
import { checkAddress } from './address-guard.server.ts';
import type { Receiver } from './settings.ts';

const TIMEOUT_MS = 10_000;

export type PostResult = { ok: true } | { ok: false; reason: string; retryAfterMs: number | null };

/** `t=<seconds>,v1=<hex>`: the HMAC is over `<seconds>.<body>`, so that an old request cannot be sent again as a new one. */
export function signature(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** @param idempotencyKey the same for every try of the same message. @param now goes into the signature. */
export async function postSigned(
  { url: address, secret }: Receiver,
  shopDomain: string,
  idempotencyKey: string,
  payload: object,
  now: Date,
): Promise<PostResult> {
  const checked = await checkAddress(address, env().MESSAGES_ALLOW_PRIVATE_ADDRESSES === 'true');
  if (!checked.ok) return { ok: false, reason: checked.problem, retryAfterMs: null };
  const body = JSON.stringify(payload);
  const send = checked.url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((done) => {
    const outgoing = send(
      checked.url,
      {
        method: 'POST',
        // Only to the address that was checked, whatever the name says by now. TLS still verifies the name.
        lookup: (_host, options, callback) => {
          if (options.all) callback(null, [{ address: checked.address, family: checked.family }]);
          else callback(null, checked.address, checked.family);
        },
        agent: false,
        timeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(body)),
          'User-Agent': 'Regulars',
          'Idempotency-Key': idempotencyKey,
          'Regulars-Shop': shopDomain,
          'Regulars-Signature': signature(body, secret, now),
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        // What it says is of no interest, and may be endless.
        response.destroy();
        if (status >= 200 && status < 300) return done({ ok: true });
        const seconds = Number(response.headers['retry-after']);
        done({
          ok: false,
          reason: `http_${status}`,
          retryAfterMs: seconds > 0 && seconds <= 3600 ? seconds * 1000 : null,
        });
      },
    );
    outgoing.on('error', () => done({ ok: false, reason: 'no_answer', retryAfterMs: null }));
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.end(body);
  });
}
