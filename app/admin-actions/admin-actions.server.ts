/** Who changed what in the admin, kept for the merchant to see. */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import type { AdminActionKind } from './kinds.ts';

export interface AdminActionRecord {
  shopId: number;
  actor: string;
  action: AdminActionKind;
  subject: string;
  detail: Record<string, unknown>;
  at: Date;
}

export async function recordAdminAction(sql: Sql, action: AdminActionRecord): Promise<void> {
  await sql.query(
    'INSERT INTO admin_actions (shop_id, actor, action, subject, detail, at) VALUES ($1, $2, $3, $4, $5, $6)',
    [action.shopId, action.actor, action.action, action.subject, toJsonb(action.detail), action.at],
  );
}
