import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { World } from '#sandbox/world/world.ts';

/** What the browser carries, signed. The cart itself and the customer live in the world. */
export interface Session {
  cartToken: string | null;
  customerId: number | null;
  /** The address that a log-in code was sent to. */
  loginEmail: string | null;
  /** Where to go after the log-in. */
  returnTo: string | null;
  /** The country that the visitor chose; null is the shop's own. */
  countryCode: string | null;
  /** A theme that is not published, seen by `?preview_theme_id=` until it is closed. */
  previewThemeId: number | null;
}

export const sessionCookie = '_store_session';

const noSession: Session = {
  cartToken: null,
  customerId: null,
  loginEmail: null,
  returnTo: null,
  countryCode: null,
  previewThemeId: null,
};

/** The store's own key; it is kept in the world so that a restart logs nobody out. */
export function sessionSecret(world: World): string {
  const stored = world.documents.get<string>('store-secrets', 'session');
  if (stored) return stored;
  const secret = randomUUID() + randomUUID();
  world.documents.set('store-secrets', 'session', secret);
  return secret;
}

function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64url');
}

/** Reads a session; a cookie that was tampered with is no session. */
export function readSession(cookie: string | undefined, secret: string): Session {
  const [payload, signature] = (cookie ?? '').split('.');
  if (!payload || !signature) return { ...noSession };
  const expected = Buffer.from(sign(payload, secret));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return { ...noSession };
  try {
    return { ...noSession, ...(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<Session>) };
  } catch {
    return { ...noSession };
  }
}

export function writeSession(session: Session, secret: string): string {
  const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
  return `${sessionCookie}=${payload}.${sign(payload, secret)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600`;
}

/** A path of this store, or the fallback: a `return_to` must not lead elsewhere. */
export function localReturn(path: string | null | undefined, fallback: string): string {
  return path && /^\/(?![/\\])[^\r\n]*$/.test(path) ? path : fallback;
}
