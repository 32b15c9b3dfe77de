/** The link by which a member, without logging in, says what to be told: signed, for one member of one shop, and no more. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { env } from '../lib/env.server.ts';
import type { Locale } from '../lib/locales.ts';

export interface MemberRef {
  shopId: number;
  memberId: string;
}

/** The token holds no name and works as long as the app keeps its secret: mail is read years later. */
export function memberToken({ shopId, memberId }: MemberRef): string {
  const subject = `${shopId}.${memberId}`;
  return `${subject}.${sign(subject)}`;
}

/** @returns whom the token is about, or null when we did not make it. */
export function readMemberToken(token: string | null): MemberRef | null {
  const [, subject = '', shopId = '', memberId = '', signature = ''] =
    /^((\d{1,9})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))\.([\w-]{43})$/.exec(token ?? '') ?? [];
  if (!signature) return null;
  const expected = Buffer.from(sign(subject));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? { shopId: Number(shopId), memberId }
    : null;
}

/** The page behind the link, in the member's language. */
export function preferencesUrl(member: MemberRef, locale: Locale): string {
  return `${env().SHOPIFY_APP_URL}/messages/preferences?t=${memberToken(member)}&locale=${locale}`;
}

function sign(subject: string): string {
  return createHmac('sha256', `regulars message preferences ${env().SHOPIFY_API_SECRET}`)
    .update(subject)
    .digest('base64url');
}
