/**
 * Activities: what a member did, or what the calendar brought, and that is no order. Owns the table of activities. Each is
 * recorded once under a key that names the fact, judged once by the program of that moment, and leaves its explanation; the
 * same key again changes nothing. Whether somebody may say that it happened is decided by the doors.
 */
import type { Sql } from '../db.server.ts';
import { lockBudgets, saveBudgets } from '../budgets/budgets.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { dateInZone, localMoment } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import { factsKey, loadMemberFacts } from '../members/state.server.ts';
import { announceEarned } from '../messages/earned.server.ts';
import { afterMembersChanged } from '../orders/after.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Evaluation } from '../program/award.ts';
import { compileProgram } from '../program/compile.ts';
import { evaluate } from '../program/evaluate.ts';
import type { ActivityEvent, ActivityName, CalendarEvent } from '../program/events.ts';
import { lotTerms } from '../program/expiry.ts';
import { noteBudgets } from '../program/note.ts';
import { livePrograms, type LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';

/** Who says that it happened. */
export type ActivitySource = 'storefront' | 'staff' | 'merchant' | 'api' | 'flow' | 'shopify' | 'calendar';

export interface ActivityRequest {
  shop: ShopFacts;
  member: Member;
  /** Names the business fact within the shop, e.g. "visit:<member>:2026-11-21". */
  key: string;
  at: Date;
  source: ActivitySource;
  now: Date;
}

export interface RecordedActivity {
  activity: ActivityName;
  subject?: string;
  quantity?: number;
  score?: number | null;
}

/** Why it gave what it gave: kept with the activity. */
export interface ActivityExplanation {
  points: number;
  rules: { ruleId: string; points: number }[];
  nothing: Evaluation['nothing'];
}

export type ActivityResult =
  | { outcome: 'recorded' | 'repeated'; explanation: ActivityExplanation }
  /** The key was used for something else. */
  | { outcome: 'conflict' }
  /** No program is published: nothing was recorded, and it can be told again. */
  | { outcome: 'no_program' };

/** Must run inside a transaction. */
export function recordActivity(sql: Sql, request: ActivityRequest & RecordedActivity): Promise<ActivityResult> {
  const { activity, subject = '', quantity = 1, score = null, at, shop } = request;
  const event: ActivityEvent = {
    kind: 'activity',
    activity,
    subject,
    quantity,
    score,
    at: localMoment(at, shop.timeZone),
  };
  return record(sql, request, event, { name: activity, subject, quantity, score });
}

/** A birthday or an anniversary, by the shop's calendar. Must run inside a transaction. */
export function recordCalendarDay(
  sql: Sql,
  request: ActivityRequest & { kind: CalendarEvent['kind']; years?: number; date: string },
): Promise<ActivityResult> {
  const { kind, years, date } = request;
  const event: CalendarEvent = { kind, at: { date, minute: 0 }, ...(years === undefined ? {} : { years }) };
  return record(sql, request, event, { name: kind, subject: '', quantity: years ?? 1, score: null });
}

interface ActivityRow {
  name: string;
  subject: string;
  quantity: number;
  score: number | null;
}

async function record(
  sql: Sql,
  request: ActivityRequest,
  event: ActivityEvent | CalendarEvent,
  row: ActivityRow,
): Promise<ActivityResult> {
  const { shop, member, key, now } = request;
  const known = await findRecorded(sql, request, row);
  if (known) return known;
  const programs = await livePrograms(sql, [shop.id]);
  const live = programs.get(shop.id);
  if (!live) return { outcome: 'no_program' };
  const shops = new Map([[shop.id, shop]]);
  const facts = await loadMemberFacts(sql, [member], programs, shops, { now, lock: true });
  const budgets = await lockBudgets(
    sql,
    budgetsOf(live, event).map((ruleId) => ({ shopId: shop.id, ruleId })),
  );
  const used = budgets.get(shop.id) ?? new Map<string, number>();
  const evaluation = evaluate(event, facts.get(factsKey(member)) ?? { status: member.status }, live.program, used);
  const explanation = explanationOf(evaluation);
  const { rowCount } = await sql.query({
    name: 'activities-insert',
    text: `INSERT INTO activities (shop_id, key, member_id, activity, subject, quantity, score, happened_at, on_date, source, explanation)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (shop_id, key) DO NOTHING`,
    values: [
      shop.id,
      key,
      member.id,
      row.name,
      row.subject,
      row.quantity,
      row.score,
      request.at.toISOString(),
      event.at.date,
      request.source,
      toJsonb(explanation),
    ],
  });
  // Somebody told the same at the same moment.
  if (rowCount === 0) return (await findRecorded(sql, request, row)) ?? { outcome: 'conflict' };
  const transfers = transfersOf(request, live, evaluation);
  await post(sql, transfers);
  await announceEarned(sql, transfers, programs, now);
  noteBudgets(used, evaluation.awards);
  await saveBudgets(sql, budgets);
  await saveSteps(sql, request, event.at.date, evaluation);
  await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: member.id }]);
  await afterMembersChanged(sql, { members: [member], shops, programs, now });
  return { outcome: 'recorded', explanation };
}

/** The answer to a key that is known: the same again, or something else under the same name. */
async function findRecorded(
  sql: Sql,
  { shop, member, key }: ActivityRequest,
  row: ActivityRow,
): Promise<ActivityResult | null> {
  const { rows } = await sql.query<{ same: boolean; explanation: ActivityExplanation }>({
    name: 'activities-find',
    text: `SELECT member_id = $3 AND activity = $4 AND subject = $5 AND quantity = $6 AND score IS NOT DISTINCT FROM $7::int AS same, explanation
           FROM activities WHERE shop_id = $1 AND key = $2`,
    values: [shop.id, key, member.id, row.name, row.subject, row.quantity, row.score],
  });
  const found = rows[0];
  if (!found) return null;
  return found.same ? { outcome: 'repeated', explanation: found.explanation } : { outcome: 'conflict' };
}

/** Only the budgets that the event can touch are locked: others do not wait for it. */
function budgetsOf({ program }: LiveProgram, event: ActivityEvent | CalendarEvent): string[] {
  const withBudget = new Set(compileProgram(program).needs.budgetIds);
  return program.rules.flatMap((rule) =>
    withBudget.has(rule.id) &&
    (event.kind === 'activity'
      ? rule.kind === 'activity' && rule.activity === event.activity
      : rule.kind === event.kind)
      ? [rule.id]
      : [],
  );
}

function explanationOf({ awards, nothing }: Evaluation): ActivityExplanation {
  return {
    points: awards.reduce((sum, award) => sum + award.points, 0),
    rules: awards.map(({ ruleId, points }) => ({ ruleId, points })),
    nothing,
  };
}

function transfersOf(request: ActivityRequest, live: LiveProgram, { awards }: Evaluation): NewTransfer[] {
  const { shop, member, key, at, now } = request;
  return awards.map((award) => ({
    shopId: shop.id,
    key: `activity:${key}:rule:${award.ruleId}`,
    memberId: member.id,
    from: 'issued',
    to: 'available',
    ...lotTerms(live.program.expiry, at, now, shop.timeZone),
    points: award.points,
    kind: 'award',
    sourceType: 'activity',
    sourceId: key,
    ruleId: award.ruleId,
    programVersion: live.version,
    detail: { code: 'award', award: award.reason },
    occurredAt: at,
    bookedOn: dateInZone(now, shop.timeZone),
  }));
}

async function saveSteps(
  sql: Sql,
  { shop, member, key }: ActivityRequest,
  date: string,
  { progress }: Evaluation,
): Promise<void> {
  if (progress.length === 0) return;
  await sql.query({
    name: 'activities-steps',
    text: `INSERT INTO goal_progress (shop_id, member_id, goal_id, source, on_date, amount)
           SELECT $1, $2, goal_id, $3, $4, amount FROM unnest($5::text[], $6::bigint[]) AS p(goal_id, amount) ON CONFLICT DO NOTHING`,
    values: [
      shop.id,
      member.id,
      `activity:${key}`,
      date,
      progress.map(({ goalId }) => goalId),
      progress.map(({ amount }) => amount),
    ],
  });
}
