/** A lot as the ledger's statements read it, and as the arithmetic of lots takes it. Pure. */
import type { LotState } from './lots.ts';

export interface LotRow {
  shop_id: number;
  member_id: string;
  key: string;
  points: number;
  remaining: number;
  expires_at: Date | null;
  opened_at: Date;
  by_inactivity: boolean;
}

export function lotStateOf(row: LotRow): LotState {
  return {
    key: row.key,
    points: row.points,
    remaining: row.remaining,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    openedAtMs: row.opened_at.getTime(),
    byInactivity: row.by_inactivity,
  };
}
