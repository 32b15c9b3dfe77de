/**
 * Birthday gifts of levels: a reward in the week that begins on the birthday by the shop's calendar, once a year. Who has set
 * the date on the day itself, or after it, waits for the next; 29 February is 28 February in a common year.
 */
import { inTransaction, pool } from '../db.server.ts';
import { addDays, dateInZone } from '../lib/calendar.ts';
import { findMembersById } from '../members/membership.server.ts';
import { announce } from '../messages/announce.server.ts';
import { livePrograms, type LiveProgram } from '../publishing/live-programs.server.ts';
import { grantReward } from '../rewards/grant.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';

/** The birthday and so many days after it: a gift that a stopped worker missed still comes. */
const WEEK_DAYS = 7;

interface Celebration {
  shop: ShopFacts;
  live: LiveProgram;
  today: string;
}

/** @returns how many gifts were given; fewer than the limit means that nobody else is due. Running it twice gives once. */
export async function giveBirthdayRewards(now: Date, limit: number): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    'SELECT id FROM shops WHERE installed_at IS NOT NULL AND uninstalled_at IS NULL ORDER BY id',
  );
  const shopIds = rows.map((row) => row.id);
  const shops = await shopFactsByIds(shopIds);
  const programs = await livePrograms(pool(), shopIds);
  let given = 0;
  for (const shopId of shopIds) {
    const shop = shops.get(shopId);
    const live = programs.get(shopId);
    if (!shop || !live || given >= limit) continue;
    given += await celebrate({ shop, live, today: dateInZone(now, shop.timeZone) }, now, limit - given);
  }
  return given;
}

async function celebrate({ shop, live, today }: Celebration, now: Date, limit: number): Promise<number> {
  const gifts = new Map(
    (live.program.tiers?.levels ?? []).flatMap((level) => {
      const ids = level.perks.flatMap((perk) => (perk.kind === 'birthday_reward' ? [perk.rewardId] : []));
      return ids.length > 0 ? [[level.id, ids] as const] : [];
    }),
  );
  if (gifts.size === 0) return 0;
  const dates = birthdaysOfWeek(today);
  const { rows } = await pool().query<{ id: string; tierId: string; on: string }>({
    name: 'tiers-birthdays',
    text: `SELECT m.id, m.tier_id AS "tierId", to_char(d.date, 'YYYY-MM-DD') AS "on"
           FROM unnest($2::text[], $3::date[]) AS d(birthday, date)
           JOIN members m ON m.shop_id = $1 AND m.birthday = d.birthday
           WHERE m.tier_id = ANY($4::text[]) AND m.status = 'active' AND (m.birthday_set_on IS NULL OR m.birthday_set_on < d.date)
             AND NOT EXISTS (SELECT 1 FROM redemptions r WHERE r.shop_id = m.shop_id
               AND r.grant_key = 'tier_birthday:' || m.id || ':' || to_char(d.date, 'YYYY') || ':0')
           ORDER BY m.id LIMIT $5`,
    values: [shop.id, dates.map(({ birthday }) => birthday), dates.map(({ date }) => date), [...gifts.keys()], limit],
  });
  let given = 0;
  for (const { id, tierId, on } of rows) {
    await inTransaction(async (sql) => {
      const member = (await findMembersById(sql, [{ shopId: shop.id, memberId: id }])).get(`${shop.id} ${id}`);
      if (!member) return;
      for (const [index, rewardId] of (gifts.get(tierId) ?? []).entries()) {
        const key = `tier_birthday:${id}:${on.slice(0, 4)}:${index}`;
        const result = await grantReward(sql, { shop, member, rewardId, key, live, now });
        if (!result.ok || !result.isNew) continue;
        given++;
        await announce(
          sql,
          [
            {
              shopId: shop.id,
              memberId: id,
              kind: 'birthday_gift',
              key,
              data: { title: result.redemption.reward.title },
            },
          ],
          now,
        );
      }
    });
  }
  return given;
}

/** The birthdays whose week it is, MM-DD, and the date of each. */
function birthdaysOfWeek(today: string): { birthday: string; date: string }[] {
  return Array.from({ length: WEEK_DAYS }, (_, back) => addDays(today, -back)).flatMap((date) => {
    const birthday = date.slice(5);
    const isLast = birthday === '02-28' && addDays(date, 1).endsWith('-03-01');
    return isLast
      ? [
          { birthday, date },
          { birthday: '02-29', date },
        ]
      : [{ birthday, date }];
  });
}
