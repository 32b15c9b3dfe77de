/** The jobs that run on a clock, each with the one feature that it calls. */
import { celebrateDue } from '../activities/calendar.server.ts';
import { purgeDoorCounts } from '../activities/door-counts.server.ts';
import { purgeFlowEvents } from '../activities/flow/triggers.server.ts';
import { pool } from '../db.server.ts';
import { expireDue } from '../expiry/expire.server.ts';
import { matureDue } from '../expiry/mature.server.ts';
import { runDueLookUp } from '../imports/look-up.server.ts';
import { runDueImports } from '../imports/run-due.server.ts';
import { foldDue } from '../figures/fold.server.ts';
import { purgeInbox } from '../intake/purge.server.ts';
import { runBulkStep } from '../members/bulk/run-bulk.server.ts';
import { purgeForgotten } from '../members/forgotten-customers.server.ts';
import { checkMemberRows } from '../members/member-rows.server.ts';
import { announceExpiring } from '../messages/expiry-warnings.server.ts';
import { purgeMessages, releaseDue } from '../messages/release.server.ts';
import { reconcileDue } from '../reconciliation/reconcile.server.ts';
import { payOutDue } from '../rewards/cashback.server.ts';
import { settleDueReferrals } from '../referrals/watch.server.ts';
import { expireCodes } from '../rewards/expire-codes.server.ts';
import { forgetGiftCodes } from '../rewards/forget-codes.server.ts';
import { refreshPrograms } from '../storefront/refresh-programs.server.ts';
import { giveBirthdayRewards } from '../tiers/birthdays.server.ts';
import { watchTiers } from '../tiers/watch.server.ts';
import type { ClockedJob } from './schedule.server.ts';

const MINUTE_MS = 60_000;
const PORTION = 500;

export const clockedJobs: readonly ClockedJob[] = [
  {
    name: 'mature_points',
    everyMs: MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await matureDue(now, PORTION)) === PORTION,
  },
  { name: 'expire_points', everyMs: 5 * MINUTE_MS, leaseMs: 2 * MINUTE_MS, run: (now) => expireDue(now, PORTION) },
  {
    name: 'expire_codes',
    everyMs: 5 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await expireCodes(now, PORTION)) === PORTION,
  },
  {
    name: 'purge_inbox',
    everyMs: 10 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeInbox(now, 10 * PORTION)) === 10 * PORTION,
  },
  {
    name: 'purge_forgotten',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeForgotten(pool(), now, 10 * PORTION)) === 10 * PORTION,
  },
  { name: 'release_messages', everyMs: 15_000, leaseMs: MINUTE_MS, run: (now) => releaseDue(now, PORTION) },
  {
    name: 'announce_expiring',
    everyMs: 10 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: (now) => announceExpiring(now, PORTION),
  },
  {
    name: 'purge_messages',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeMessages(now, 10 * PORTION)) === 10 * PORTION,
  },
  {
    name: 'watch_tiers',
    everyMs: MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await watchTiers(now, PORTION)) === PORTION,
  },
  {
    name: 'tier_birthdays',
    everyMs: 10 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await giveBirthdayRewards(now, PORTION)) === PORTION,
  },
  {
    name: 'settle_referrals',
    everyMs: 5 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await settleDueReferrals(now, PORTION)) === PORTION,
  },
  { name: 'celebrate', everyMs: 5 * MINUTE_MS, leaseMs: 5 * MINUTE_MS, run: (now) => celebrateDue(now, PORTION) },
  {
    name: 'purge_door_counts',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeDoorCounts(now, 10 * PORTION)) === 10 * PORTION,
  },
  {
    name: 'purge_flow_events',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeFlowEvents(now, 10 * PORTION)) === 10 * PORTION,
  },
  { name: 'pay_out_cashback', everyMs: 60 * MINUTE_MS, leaseMs: 5 * MINUTE_MS, run: (now) => payOutDue(now, PORTION) },
  {
    name: 'forget_gift_codes',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await forgetGiftCodes(now, PORTION)) === PORTION,
  },
  { name: 'bulk_actions', everyMs: 1_000, leaseMs: 10_000, run: (now) => runBulkStep(now) },
  { name: 'look_up_addresses', everyMs: 1_000, leaseMs: 10_000, run: (now) => runDueLookUp(now) },
  { name: 'imports', everyMs: 1_000, leaseMs: 10_000, run: (now) => runDueImports(now) },
  {
    name: 'check_member_rows',
    everyMs: MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async () => {
      await checkMemberRows();
      return false;
    },
  },
  { name: 'fold_figures', everyMs: 5_000, leaseMs: 2 * MINUTE_MS, run: (now) => foldDue(now) },
  {
    name: 'refresh_programs',
    everyMs: 60 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async () => (await refreshPrograms(PORTION)) === PORTION,
  },
  // Each shop has its own times (app/reconciliation); this only looks whether one is due.
  { name: 'reconcile', everyMs: 15_000, leaseMs: 30_000, run: (now) => reconcileDue(now) },
];
