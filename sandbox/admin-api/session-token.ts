/**
 * Shopify's session tokens (App Bridge's id tokens): made for the embedded app, verified when it exchanges one.
 * They live by real time, never by the sandbox's clock: the app checks them against its own.
 * Source: shopify.dev, "Session tokens", anatomy: iss, dest, aud, sub, exp (one minute), nbf, iat, jti, sid.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

const LIFETIME_SECONDS = 60;
/** Clocks differ; shopify-api allows the same. */
const LEEWAY_SECONDS = 10;

export interface SessionTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
  [claim: string]: unknown;
}

export interface SessionTokenInput {
  shopDomain: string;
  apiKey: string;
  apiSecret: string;
  userId: number;
  /** The same for one person's session in the admin. */
  sessionId: string;
  /** Real time. */
  nowMs: number;
}

export function signSessionToken(input: SessionTokenInput): string {
  const now = Math.floor(input.nowMs / 1000);
  const claims: SessionTokenClaims = {
    iss: `https://${input.shopDomain}/admin`,
    dest: `https://${input.shopDomain}`,
    aud: input.apiKey,
    sub: String(input.userId),
    exp: now + LIFETIME_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: input.sessionId,
  };
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const body = encode(claims);
  return `${head}.${body}.${signature(`${head}.${body}`, input.apiSecret)}`;
}

/** The claims, or null when anything about the token is wrong. */
export function verifySessionToken(
  token: string,
  expected: { apiKey: string; apiSecret: string; shopDomain: string; nowMs: number },
): SessionTokenClaims | null {
  const [head, body, given, ...rest] = token.split('.');
  if (!head || !body || !given || rest.length > 0) return null;
  const header = decode(head);
  if (header?.['alg'] !== 'HS256') return null;
  const wanted = Buffer.from(signature(`${head}.${body}`, expected.apiSecret));
  const got = Buffer.from(given);
  if (wanted.length !== got.length || !timingSafeEqual(wanted, got)) return null;
  const claims = decode(body);
  if (!isClaims(claims)) return null;
  const now = Math.floor(expected.nowMs / 1000);
  if (claims.exp + LEEWAY_SECONDS < now || claims.nbf - LEEWAY_SECONDS > now) return null;
  if (claims.aud !== expected.apiKey || claims.dest !== `https://${expected.shopDomain}`) return null;
  return claims;
}

function signature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isClaims(value: Record<string, unknown> | null): value is SessionTokenClaims {
  if (!value) return false;
  const texts = ['iss', 'dest', 'aud', 'sub'].every((claim) => typeof value[claim] === 'string');
  return texts && typeof value['exp'] === 'number' && typeof value['nbf'] === 'number';
}
