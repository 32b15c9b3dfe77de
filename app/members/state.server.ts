/**
 * What the engine has to know of members, read from what is recorded: orders, the journal and activities. Nothing is counted
 * on the side, so nothing can drift; programs without conditions and limits of members cost one statement less.
 */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { compileProgram, type Needs } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import { pointsMeasure, timesMeasure } from '../program/limits.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { Tallies } from '../program/tallies.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Member } from './membership.server.ts';

export interface FactsOptions {
  /** The moment for what depends on it: a paid membership is in force or not. */
  now: Date;
  /** Holds the members until the end of the transaction, so that a limit is never passed by two events at once. */
  lock: boolean;
  /** Orders whose part in the tallies the caller adds itself, by shop and order id. */
  withoutOrders?: readonly { shopId: number; orderId: string }[];
  /** What is asked for, when it is not the engine that asks. */
  needs?: (program: Program) => Pick<Needs, 'profile' | 'tallies' | 'limitedIds'>;
}

export function factsKey(member: { shopId: number; id: string }): string {
  return `${member.shopId} ${member.id}`;
}

/** The facts of each member, by `factsKey`. Each has tallies of its own, which the caller may add to. */
export async function loadMemberFacts(
  sql: Sql,
  members: readonly Member[],
  programs: ProgramsByShop,
  shops: ReadonlyMap<number, ShopFacts>,
  options: FactsOptions,
): Promise<Map<string, MemberFacts & { tallies: Tallies }>> {
  const facts = new Map<string, MemberFacts & { tallies: Tallies }>();
  const zoneOf = (shopId: number): string => shops.get(shopId)?.timeZone ?? 'UTC';
  for (const member of members) {
    facts.set(factsKey(member), {
      status: member.status,
      joinedOn: dateInZone(member.joinedAt, zoneOf(member.shopId)),
      tallies: new Tallies(),
    });
  }
  const asked = members.flatMap((member) => {
    const live = programs.get(member.shopId);
    return live ? [{ member, needs: (options.needs ?? needsOfEngine)(live.program) }] : [];
  });
  const profiled = asked.filter(({ needs }) => needs.profile || needs.tallies);
  if (profiled.length === 0) return facts;
  await readProfiles(
    sql,
    profiled.map(({ member }) => member),
    facts,
    options,
  );
  const counted = asked.filter(({ needs }) => needs.tallies).map(({ member }) => member);
  if (counted.length > 0) {
    await readOrders(sql, counted, facts, options.withoutOrders ?? []);
    await readActivities(sql, counted, facts);
  }
  const limited = asked.filter(({ needs }) => needs.limitedIds.length > 0);
  if (limited.length > 0) {
    await readGiven(
      sql,
      limited.flatMap(({ member, needs }) =>
        needs.limitedIds.map((ruleId) => ({ member, ruleId, timeZone: zoneOf(member.shopId) })),
      ),
      facts,
    );
  }
  return facts;
}

const needsOfEngine = (program: Program) => compileProgram(program).needs;

type Facts = Map<string, MemberFacts & { tallies: Tallies }>;

const refs = (members: readonly Member[]) => [members.map((m) => m.shopId), members.map((m) => m.id)];

async function readProfiles(sql: Sql, members: readonly Member[], facts: Facts, options: FactsOptions): Promise<void> {
  const { rows } = await sql.query<{
    shopId: number;
    id: string;
    birthday: string | null;
    tags: string[];
    tierId: string | null;
    paidUntil: Date | null;
  }>({
    name: options.lock ? 'member-profiles-lock' : 'member-profiles',
    text: `SELECT m.shop_id AS "shopId", m.id, m.birthday, coalesce(m.tags, '{}') AS tags, m.tier_id AS "tierId", m.paid_until AS "paidUntil"
           FROM members m WHERE (m.shop_id, m.id) IN (SELECT * FROM unnest($1::int[], $2::uuid[]))
           ORDER BY m.shop_id, m.id ${options.lock ? 'FOR NO KEY UPDATE' : ''}`,
    values: refs(members),
  });
  for (const row of rows) {
    const known = facts.get(factsKey(row));
    if (!known) continue;
    known.birthday = row.birthday;
    known.tags = row.tags;
    known.tierId = row.tierId;
    known.paidMember = row.paidUntil !== null && row.paidUntil > options.now;
  }
}

/** Orders that were paid and not given back in full, by the day of payment. */
async function readOrders(
  sql: Sql,
  members: readonly Member[],
  facts: Facts,
  without: readonly { shopId: number; orderId: string }[],
): Promise<void> {
  const { rows } = await sql.query<{ shopId: number; memberId: string; date: string; orders: number; spend: number }>({
    name: 'member-tallies-orders',
    text: `SELECT o.shop_id AS "shopId", o.member_id AS "memberId", to_char(o.paid_on, 'YYYY-MM-DD') AS date,
             count(*)::int AS orders, sum(o.eligible_minor - o.returned_minor)::bigint AS spend
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)) r
           JOIN orders o ON o.shop_id = r.shop_id AND o.member_id = r.member_id
           WHERE o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND (o.returned_minor = 0 OR o.returned_minor < o.eligible_minor)
             AND NOT EXISTS (SELECT 1 FROM unnest($3::int[], $4::text[]) AS w(shop_id, order_id)
                             WHERE w.shop_id = o.shop_id AND w.order_id = o.order_id)
           GROUP BY 1, 2, 3`,
    values: [...refs(members), without.map((o) => o.shopId), without.map((o) => o.orderId)],
  });
  for (const { shopId, memberId, date, orders, spend } of rows)
    facts.get(`${shopId} ${memberId}`)?.tallies.add('orders', date, orders).add('spend', date, spend);
}

async function readActivities(sql: Sql, members: readonly Member[], facts: Facts): Promise<void> {
  const { rows } = await sql.query<{ shopId: number; memberId: string; activity: string; date: string; times: number }>(
    {
      name: 'member-tallies-activities',
      text: `SELECT a.shop_id AS "shopId", a.member_id AS "memberId", a.activity, to_char(a.on_date, 'YYYY-MM-DD') AS date, count(*)::int AS times
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)) r
           JOIN activities a ON a.shop_id = r.shop_id AND a.member_id = r.member_id
           GROUP BY 1, 2, 3, 4`,
      values: refs(members),
    },
  );
  for (const { shopId, memberId, activity, date, times } of rows)
    facts.get(`${shopId} ${memberId}`)?.tallies.add(`activity:${activity}`, date, times);
}

/** What limited rules gave, as the journal has it. What was taken back later was given all the same. */
async function readGiven(
  sql: Sql,
  asked: readonly { member: Member; ruleId: string; timeZone: string }[],
  facts: Facts,
): Promise<void> {
  const { rows } = await sql.query<{
    shopId: number;
    memberId: string;
    ruleId: string;
    date: string;
    times: number;
    points: number;
  }>({
    name: 'member-tallies-given',
    text: `SELECT t.shop_id AS "shopId", t.member_id AS "memberId", t.rule_id AS "ruleId",
             to_char(t.occurred_at AT TIME ZONE r.zone, 'YYYY-MM-DD') AS date, count(DISTINCT t.source_id)::int AS times, sum(t.points)::bigint AS points
           FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) AS r(shop_id, member_id, rule_id, zone)
           JOIN transfers t ON t.shop_id = r.shop_id AND t.member_id = r.member_id AND t.rule_id = r.rule_id AND t.kind = 'award'
           GROUP BY 1, 2, 3, 4`,
    values: [
      asked.map(({ member }) => member.shopId),
      asked.map(({ member }) => member.id),
      asked.map(({ ruleId }) => ruleId),
      asked.map(({ timeZone }) => timeZone),
    ],
  });
  for (const { shopId, memberId, ruleId, date, times, points } of rows)
    facts
      .get(`${shopId} ${memberId}`)
      ?.tallies.add(timesMeasure(ruleId), date, times)
      .add(pointsMeasure(ruleId), date, points);
}
