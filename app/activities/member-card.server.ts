/** The member's card: a QR code on the member's phone that the shop's staff scan. It holds for two days and names nobody. */
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { packId, unpackId } from './places.server.ts';
import { isSigned, signText } from './signed-token.server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export function memberCard(shop: Pick<ShopFacts, 'id'>, memberId: string, now: Date): string {
  const text = `c.${packId(memberId)}.${dayOf(now).toString(36)}`;
  return `${text}.${signText(`card ${shop.id}`, text)}`;
}

/** @returns whose card of this shop it is, or null when it is none, or too old. */
export function readMemberCard(shop: Pick<ShopFacts, 'id'>, card: string, now: Date): string | null {
  const [, text = '', packed = '', day = '', signature = ''] =
    /^(c\.([\w-]{22})\.([0-9a-z]{1,6}))\.([\w-]{20})$/.exec(card.trim()) ?? [];
  if (!isSigned(`card ${shop.id}`, text, signature)) return null;
  const age = dayOf(now) - parseInt(day, 36);
  return age === 0 || age === 1 ? unpackId(packed) : null;
}

function dayOf(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS);
}
