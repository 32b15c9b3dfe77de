/** How a member stands besides the balance: level, goals, badges, recommendation. In words for the app proxy, in numbers for Liquid. */
import { describeGoals, type MemberGoals } from '../challenges/describe.server.ts';
import { pool } from '../db.server.ts';
import { minorToCents } from '../lib/money.ts';
import type { Locale } from '../lib/locales.ts';
import type { Member } from '../members/membership.server.ts';
import type { Program } from '../program/document.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { describeTiers } from '../tiers/describe.server.ts';
import { sayGoals } from './shopper.server.ts';

type DescribedStanding = NonNullable<NonNullable<Awaited<ReturnType<typeof describeTiers>>>['member']>;

const noGoals: MemberGoals = { goals: [], badges: [] };

/** Programs without goals pay nothing for them. */
async function goalsOf(shop: ShopFacts, memberId: string | null, live: LiveProgram, now: Date): Promise<MemberGoals> {
  return live.program.goals.length === 0 ? noGoals : describeGoals(shop, memberId, live, now);
}

/** What the panel can show when it is opened. */
export async function standingInWords(
  shop: ShopFacts,
  member: Member | null,
  live: LiveProgram,
  locale: Locale,
  now: Date,
) {
  const memberId = member?.id ?? null;
  const [tiers, goals, referralCode] = await Promise.all([
    describeTiers(shop, memberId, live, locale, now),
    goalsOf(shop, memberId, live, now),
    member && live.program.referral?.enabled ? readReferralCode(shop.id, member.id) : null,
  ]);
  return { tiers, ...sayGoals(goals, locale), referralCode };
}

/** The part of the member's metafield that is more than the balance: ids and numbers, whose words the program's metafield has. */
export async function standingInNumbers(shop: ShopFacts, memberId: string, live: LiveProgram, now: Date) {
  const { program } = live;
  const [tiers, { goals, badges }, referralCode] = await Promise.all([
    describeTiers(shop, memberId, live, 'en', now),
    goalsOf(shop, memberId, live, now),
    program.referral?.enabled ? readReferralCode(shop.id, memberId) : null,
  ]);
  return {
    ...(tiers?.member ? { tier: levelInNumbers(tiers.member, program) } : {}),
    ...(goals.length > 0
      ? {
          goals: goals.map(({ goalId, progress, reached, done, deadline, stepDone, measure, within }) => ({
            id: goalId,
            progress,
            ...(measure === 'spend' && within.kind !== 'streak'
              ? { progressCents: minorToCents(progress, program.currencyCode) }
              : {}),
            reached,
            done,
            deadline,
            ...(within.kind === 'streak' ? { stepDone } : {}),
          })),
        }
      : {}),
    ...(badges.length > 0
      ? { badges: badges.slice(0, 20).map(({ goalId, icon, earnedOn }) => ({ id: goalId, icon, on: earnedOn })) }
      : {}),
    ...(referralCode ? { referralCode } : {}),
  };
}

function levelInNumbers(standing: DescribedStanding, { currencyCode, tiers }: Program) {
  const cents = (amount: number) => (tiers?.measure === 'spend' ? minorToCents(amount, currencyCode) : null);
  return {
    id: standing.levelId,
    source: standing.source,
    until: standing.until,
    value: standing.value,
    next: standing.next && {
      id: standing.next.levelId,
      missing: standing.next.missing,
      missingCents: cents(standing.next.missing),
      progressPpm: standing.next.progressPpm,
      by: standing.windowEndsOn,
    },
    keep: standing.toKeep && { missing: standing.toKeep.missing, missingCents: cents(standing.toKeep.missing) },
    renews: standing.membership?.renews ?? null,
  };
}

async function readReferralCode(shopId: number, memberId: string): Promise<string | null> {
  const { rows } = await pool().query<{ code: string }>({
    name: 'storefront-referral-code',
    text: 'SELECT code FROM referral_codes WHERE shop_id = $1 AND member_id = $2 LIMIT 1',
    values: [shopId, memberId],
  });
  return rows[0]?.code ?? null;
}
