/**
 * Challenges: who has reached which goal. Owns what is given for goals. Works out what each member should have from the steps
 * that are recorded, compares it with what was given, and books the difference: points, rewards and badges are given when a
 * goal is reached, and go back when a refund takes its ground away. Calling it once more does nothing.
 */
import type { Sql } from '../db.server.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { forgiveDebts } from '../ledger/forgive.server.ts';
import { settleReversals } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import { announce, type Announcement } from '../messages/announce.server.ts';
import type { MembersChange } from '../orders/after.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms } from '../program/expiry.ts';
import type { Goal } from '../program/goals/goal.ts';
import { settleGoal, type Day, type Reached } from '../program/goals/settle.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import { grantReward, revokeGrant } from '../rewards/grant.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import {
  readGoalAwards,
  saveGoalAwards,
  type OrderMeasure,
  type StoredAward,
  type StoredTerms,
} from './goal-award-store.server.ts';
import { goalKey, readHistory, readSteps, type History } from './steps.server.ts';

/** What one member's goal asks for now. */
interface Change {
  member: Member;
  shop: ShopFacts;
  live: LiveProgram | null;
  goal: Goal | null;
  give: Reached[];
  takeBack: StoredAward[];
  known: StoredAward[];
}

/** Must run inside the transaction that recorded the steps. @returns the members whose points moved. */
export async function settleGoals(sql: Sql, { members, shops, programs, now }: MembersChange): Promise<Member[]> {
  const standing = members.filter(({ status }) => status === 'active' || status === 'blocked');
  const hasGoals = (member: Member) =>
    programs.get(member.shopId)?.program.goals.some(({ enabled }) => enabled) ?? false;
  // Of a program without goals, only those who were given something by an earlier one are looked at.
  const others = standing.filter((member) => !hasGoals(member) && programs.get(member.shopId)?.had?.goals !== false);
  const given = new Set((await readGoalAwards(sql, others.map(refOf))).map(memberKey));
  const concerned = standing.filter((member) => hasGoals(member) || given.has(memberKey(refOf(member))));
  if (concerned.length === 0) return [];
  await lockMembers(sql, concerned);

  const changes = await findChanges(sql, concerned, { shops, programs });
  await book(sql, changes, now);
  const moves = ({ grants }: { grants: Goal['grants'] }) => grants.points !== null;
  return [
    ...new Set(
      changes
        .filter(({ goal, give, takeBack }) => takeBack.some(moves) || (goal !== null && give.length > 0 && moves(goal)))
        .map(({ member }) => member),
    ),
  ];
}

function refOf({ shopId, id }: Member) {
  return { shopId, memberId: id };
}

/** Two events of a member at once each see only their own step: whoever comes second waits, and then sees both. */
async function lockMembers(sql: Sql, members: readonly Member[]): Promise<void> {
  await sql.query({
    name: 'goals-lock-members',
    text: `SELECT 1 FROM members m WHERE (m.shop_id, m.id) IN (SELECT * FROM unnest($1::int[], $2::uuid[]))
           ORDER BY m.shop_id, m.id FOR NO KEY UPDATE`,
    values: [members.map((m) => m.shopId), members.map((m) => m.id)],
  });
}

async function findChanges(
  sql: Sql,
  members: readonly Member[],
  { shops, programs }: Pick<MembersChange, 'shops' | 'programs'>,
): Promise<Change[]> {
  const refs = members.map(refOf);
  const awards = await readGoalAwards(sql, refs);
  const steps = await readSteps(sql, refs);
  const history = await readHistory(
    sql,
    refs.filter(
      (ref) =>
        programs.get(ref.shopId)?.program.goals.some((goal) => historyOf(goal) !== null) ||
        awards.some((award) => memberKey(award) === memberKey(ref) && award.terms.history !== null),
    ),
  );
  const changes: Change[] = [];
  for (const member of members) {
    const shop = shops.get(member.shopId);
    if (!shop) continue;
    const live = programs.get(member.shopId) ?? null;
    const goals = new Map((live?.program.goals ?? []).filter(({ enabled }) => enabled).map((goal) => [goal.id, goal]));
    const ofMember = awards.filter((award) => memberKey(award) === memberKey(refOf(member)));
    for (const goalId of new Set([...goals.keys(), ...ofMember.map((award) => award.goalId)])) {
      const goal = goals.get(goalId) ?? null;
      const known = ofMember.filter((award) => award.goalId === goalId);
      const days = daysOf(
        goal,
        known,
        steps.get(goalKey(refOf(member), goalId)),
        history.get(memberKey(refOf(member))),
      );
      // Who is blocked earns nothing; what was given before goes back with its ground all the same.
      const { give, takeBack } = settleGoal(member.status === 'active' ? goal : null, days, known);
      if (give.length === 0 && takeBack.length === 0) continue;
      changes.push({
        member,
        shop,
        live,
        goal,
        give,
        takeBack: known.filter((award) => takeBack.includes(award.occurrence)),
        known,
      });
    }
  }
  return changes;
}

/** Which orders of before the goal began count: null when only its own steps do. */
export function historyOf({ countsHistory, when, measure }: Goal): OrderMeasure | null {
  return countsHistory && when.length === 0 && measure.kind !== 'activity' ? measure.kind : null;
}

/** The days that count. What was given for the history of orders is judged by it also when the goal counts it no more. */
export function daysOf(
  goal: Goal | null,
  known: readonly StoredAward[],
  steps: Day[] | undefined,
  history: History | undefined,
): Day[] {
  const measure =
    (goal && historyOf(goal)) ?? known.find(({ given, terms }) => given && terms.history !== null)?.terms.history;
  return (measure ? history?.[measure] : steps) ?? [];
}

async function book(sql: Sql, changes: readonly Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const saved: StoredAward[] = [];
  const reversals: NewTransfer[] = [];
  const transfers: NewTransfer[] = [];
  const news: Announcement[] = [];
  for (const change of changes) {
    for (const award of change.takeBack) {
      const reversal = reversalOf(change, award, now);
      if (reversal) reversals.push(reversal);
      const kept =
        award.grants.rewardId !== null &&
        (await revokeGrant(sql, { shopId: award.shopId, key: award.awardKey, now })) === 'used';
      saved.push({ ...award, given: false, takenBackAt: now, rewardKept: award.rewardKept || kept });
    }
    const { goal, live } = change;
    if (!goal || !live) continue;
    for (const reached of change.give) {
      const award = awardOf(change, goal, live, reached, now);
      saved.push(award);
      if (award.grants.points !== null) transfers.push(transferOf(change, live, award, award.grants.points, now));
      if (award.grants.rewardId !== null && !award.rewardKept) {
        const { shop, member } = change;
        // A reward that the program does not have any more is given to nobody; points and badge stay.
        await grantReward(sql, { shop, member, rewardId: award.grants.rewardId, key: award.awardKey, live, now });
      }
      news.push(newsOf(change, goal, award));
    }
  }
  const takenBack = await settleReversals(sql, reversals);
  await post(sql, takenBack);
  const forgiving = new Set(
    changes.flatMap(({ shop, live }) => (live?.program.refunds.whenSpent === 'forgiven' ? [shop.id] : [])),
  );
  await forgiveDebts(sql, takenBack, (shopId) => forgiving.has(shopId));
  await post(sql, transfers);
  await saveGoalAwards(sql, saved);
  await announce(sql, news, now);
  await enqueue(
    sql,
    changes.map(({ member }) => ({ shopId: member.shopId, topic: 'sync_member', subject: member.id })),
  );
}

function awardOf({ member, known }: Change, goal: Goal, live: LiveProgram, reached: Reached, now: Date): StoredAward {
  const before = known.find(({ occurrence }) => occurrence === reached.occurrence);
  const times = (before?.times ?? 0) + 1;
  const { target, within, repeats } = goal;
  const terms: StoredTerms = { target, within, repeats, history: historyOf(goal) };
  return {
    ...refOf(member),
    ...reached,
    goalId: goal.id,
    given: true,
    times,
    terms,
    title: goal.title,
    grants: goal.grants,
    programVersion: live.version,
    awardKey: `goal:${goal.id}:member:${member.id}:${reached.occurrence}:${times}`,
    rewardKept: before?.rewardKept ?? false,
    givenAt: now,
    takenBackAt: null,
  };
}

function transferOf(
  { member, shop }: Change,
  live: LiveProgram,
  award: StoredAward,
  points: number,
  now: Date,
): NewTransfer {
  return {
    shopId: shop.id,
    key: award.awardKey,
    memberId: member.id,
    from: 'issued',
    to: 'available',
    ...lotTerms(live.program.expiry, now, now, shop.timeZone),
    points,
    kind: 'award',
    sourceType: 'goal',
    sourceId: award.awardKey,
    ruleId: award.goalId,
    programVersion: live.version,
    detail: { code: 'award', award: { code: 'goal', title: award.title, target: award.terms.target } },
    occurredAt: now,
    bookedOn: dateInZone(now, shop.timeZone),
  };
}

/** Takes back the points that were recorded, whatever the goal gives today. */
function reversalOf({ member, shop }: Change, award: StoredAward, now: Date): NewTransfer | null {
  const { points } = award.grants;
  if (points === null) return null;
  return {
    shopId: shop.id,
    key: `${award.awardKey}:back`,
    memberId: member.id,
    from: 'available',
    to: 'revoked',
    points,
    kind: 'award_reversal',
    sourceType: 'goal',
    sourceId: award.awardKey,
    ruleId: award.goalId,
    programVersion: award.programVersion,
    reversesKey: award.awardKey,
    detail: { code: 'goal_taken_back', title: award.title, points },
    occurredAt: now,
    bookedOn: dateInZone(now, shop.timeZone),
  };
}

function newsOf({ member }: Change, goal: Goal, award: StoredAward): Announcement {
  return {
    shopId: member.shopId,
    memberId: member.id,
    kind: 'challenge_done',
    // Without the number of times: what was taken back and is given again is no news.
    key: `challenge:${goal.id}:${member.id}:${award.occurrence}`,
    data: {
      challengeId: goal.id,
      name: goal.title,
      ...(award.grants.points === null ? {} : { points: award.grants.points }),
    },
  };
}
