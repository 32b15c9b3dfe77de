/** The member's own page: which kinds there are to choose from, and what was chosen. The signed link is the proof. */
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { pool } from '../db.server.ts';
import { isMessageKind, kindFacts, messageKinds, type MessageKind } from './kinds.ts';
import { readMemberToken, type MemberRef } from './member-token.server.ts';
import { chooseKinds, optOutOfAll, readOptOuts } from './opt-outs.server.ts';
import { channelsOf } from './settings.ts';
import { loadShopMessages } from './settings-store.server.ts';

export interface Preferences {
  shopName: string;
  kinds: { kind: MessageKind; isWanted: boolean }[];
}

/** Null when the link is not ours, or the member is no more. */
export async function readPreferences(token: string | null): Promise<Preferences | null> {
  const member = await knownMember(token);
  if (!member) return null;
  const { settings } = await loadShopMessages(member.shopId);
  const optOuts = await readOptOuts(member);
  const kinds = messageKinds
    .filter((kind) => kindFacts[kind].audience === 'member')
    .filter((kind) => channelsOf(settings, kind).some((channel) => channel !== 'webhook'))
    .map((kind) => ({ kind, isWanted: optOuts !== 'all' && !optOuts.has(kind) }));
  return { shopName: member.shopName, kinds };
}

/** @param wanted the kinds that were ticked; none, or null, stops everything. */
export async function savePreferences(
  token: string | null,
  wanted: readonly string[] | null,
  now: Date,
): Promise<'saved' | 'stopped' | 'invalid'> {
  const member = await knownMember(token);
  if (!member) return 'invalid';
  const kinds = (wanted ?? []).filter(isMessageKind);
  if (kinds.length === 0) {
    await optOutOfAll(member, now);
    return 'stopped';
  }
  // A kind that the page did not offer, because the shop does not use it today, was not refused either.
  const offered = (await readPreferences(token))?.kinds.map(({ kind }) => kind) ?? [];
  await chooseKinds(member, [...kinds, ...messageKinds.filter((kind) => !offered.includes(kind))], now);
  return 'saved';
}

async function knownMember(token: string | null): Promise<(MemberRef & { shopName: string }) | null> {
  const member = readMemberToken(token);
  if (!member) return null;
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT m.id, s.name FROM members a JOIN members m ON m.shop_id = a.shop_id AND m.id = coalesce(a.merged_into, a.id)
     JOIN shops s ON s.id = m.shop_id WHERE a.shop_id = $1 AND a.id = $2 AND m.status <> 'erased'`,
    [member.shopId, member.memberId],
  );
  const found = rows[0];
  if (!found) return null;
  const shopName = found.name || (await requireShopFacts(member.shopId)).domain;
  return { shopId: member.shopId, memberId: found.id, shopName };
}
