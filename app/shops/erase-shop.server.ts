/** Shopify asks to forget a whole shop, 48 hours after it removed the app. */
import type { Sql } from '../db.server.ts';

/** All that hold something of a shop but its events, whose fact stays. A test compares them with the database. */
export const shopTables: readonly string[] = [
  'activities',
  'admin_actions',
  'api_tokens',
  'backtest_orders',
  'backtests',
  'balances',
  'budget_uses',
  'best_lists',
  'best_members',
  'bulk_actions',
  'bulk_failures',
  'bulk_members',
  'calendar_runs',
  'credit_collections',
  'daily_rollups',
  'deleted_customers',
  'door_counts',
  'figure_changes',
  'figure_parts',
  'figure_rollups',
  'figure_snapshots',
  'figure_states',
  'flow_events',
  'flow_settings',
  'forgotten_customers',
  'goal_awards',
  'goal_progress',
  'latest_transfers',
  'ledger_conflicts',
  'lot_moves',
  'import_addresses',
  'imports',
  'imported_rows',
  'waiting_imports',
  'import_problems',
  'lots',
  'member_row_checks',
  'member_rows',
  'member_figures',
  'member_tiers',
  'members',
  'membership_contracts',
  'membership_renewals',
  'memberships',
  'merged_customers',
  'message_opt_outs',
  'message_scans',
  'message_settings',
  'messages',
  'orders',
  'outbox_tasks',
  'pending_awards',
  'places',
  'product_facts',
  'program_drafts',
  'program_versions',
  'reconciliation_findings',
  'reconciliation_runs',
  'reconciliation_states',
  'redemptions',
  'referral_codes',
  'referrals',
  'reward_stocks',
  'saved_views',
  'scheduled_jobs',
  'survey_answers',
  'tier_changes',
  'tier_entries',
  'tier_reviews',
  'transfers',
];

/** Deletes every row of the shop; the inbox keeps the bare fact that it was asked. A shop that is installed again stays. */
export async function eraseShop(sql: Sql, shopId: number, domain: string): Promise<void> {
  const { rowCount } = await sql.query(
    'SELECT 1 FROM shops WHERE id = $1 AND installed_at IS NOT NULL AND uninstalled_at IS NULL',
    [shopId],
  );
  if (rowCount) return;
  for (const table of shopTables) await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
  await sql.query(`UPDATE inbox_events SET body = ''::bytea WHERE shop_id = $1`, [shopId]);
  await sql.query('DELETE FROM sessions WHERE shop = $1', [domain]);
  await sql.query(
    `UPDATE shops SET name = '', app_installation_gid = NULL, onboarded_at = NULL, installed_at = NULL WHERE id = $1`,
    [shopId],
  );
}
