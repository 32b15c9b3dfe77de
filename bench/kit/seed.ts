/** Shops and members for the bench: programs through the app's own publishing, members in bulk. Needs the app's environment. */
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, pool } from '../../app/db.server.ts';
import { post } from '../../app/ledger/post.server.ts';
import type { NewTransfer } from '../../app/ledger/transfer.ts';
import { defaultProgram } from '../../app/program/default-program.ts';
import { publish } from '../../app/publishing/program-store.server.ts';

export interface SeededMember {
  shopId: number;
  shopDomain: string;
  memberId: string;
  customerId: string;
}

/** Shops with the default program for Danish crowns (a reward for 500 points), and members spread evenly over them. */
export async function seedMembers(shops: number, members: number): Promise<SeededMember[]> {
  const { rows } = await pool().query<{ id: number; domain: string }>(
    `INSERT INTO shops (domain, name, currency_code, time_zone, taxes_included, installed_at)
     SELECT 'bench-' || i || '.myshopify.com', 'Bench', 'DKK', 'Europe/Copenhagen', true, now() FROM generate_series(1, $1) AS i
     RETURNING id, domain`,
    [shops],
  );
  const program = defaultProgram('DKK');
  for (const [index, shop] of rows.entries()) {
    if (index === 0) await publish(shop.id, program, 0, 'bench', new Date());
  }
  await pool().query(
    `INSERT INTO program_versions (shop_id, version, document)
     SELECT s.id, 1, p.document FROM shops s, program_versions p WHERE p.shop_id = $1 AND s.id <> $1`,
    [rows[0]?.id],
  );
  const seeded = Array.from({ length: members }, (_, index): SeededMember => {
    const shop = rows[index % rows.length];
    return {
      shopId: shop?.id ?? 0,
      shopDomain: shop?.domain ?? '',
      memberId: uuidv7(),
      customerId: String(7_000_000_000 + index),
    };
  });
  await pool().query(
    `INSERT INTO members (shop_id, id, customer_id, joined_at, joined_via)
     SELECT shop_id, id, customer_id, now(), 'account' FROM unnest($1::int[], $2::uuid[], $3::text[]) AS m(shop_id, id, customer_id)`,
    [seeded.map((m) => m.shopId), seeded.map((m) => m.memberId), seeded.map((m) => m.customerId)],
  );
  return seeded;
}

/** Gives each member points by the ledger's own door. */
export async function givePoints(members: readonly SeededMember[], points: number, name: string): Promise<void> {
  for (let from = 0; from < members.length; from += 1_000) {
    const part = members.slice(from, from + 1_000);
    await inTransaction((sql) =>
      post(
        sql,
        part.map((member) => gift(member, points, name)),
      ),
    );
  }
}

function gift(member: SeededMember, points: number, name: string): NewTransfer {
  return {
    shopId: member.shopId,
    key: `manual:${name}:${member.memberId}`,
    memberId: member.memberId,
    from: 'adjusted',
    to: 'available',
    points,
    kind: 'adjustment',
    sourceType: 'manual',
    sourceId: name,
    detail: { code: 'adjustment', note: '', actor: 'bench' },
    occurredAt: new Date(),
    bookedOn: '2026-11-21',
  };
}

/** An award as an order makes it, with a key of its own. */
export function awardOf(member: SeededMember, orderId: string): NewTransfer {
  return {
    shopId: member.shopId,
    key: `order:${orderId}:line:1:rule:order`,
    memberId: member.memberId,
    from: 'issued',
    to: 'available',
    points: 120,
    kind: 'award',
    sourceType: 'order',
    sourceId: orderId,
    ruleId: 'order',
    programVersion: 1,
    detail: {
      code: 'award',
      award: {
        code: 'order_amount',
        eligibleMinor: 12_000,
        orderPoints: 120,
        lineMinor: 12_000,
        pointsPerUnit: 1,
        unitMinor: 100,
        currencyCode: 'DKK',
      },
      orderName: `#${orderId}`,
      lineTitle: 'Coffee',
    },
    occurredAt: new Date(),
    bookedOn: '2026-11-21',
  };
}
