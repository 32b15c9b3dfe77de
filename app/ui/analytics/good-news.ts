import type { PanelId } from '../../analytics/panel.ts';

/** Which way is good news. More points outstanding, or a dearer program, is neither by itself. */
export const goodOf: Partial<Record<PanelId, 'up' | 'down'>> = {
  members_total: 'up',
  members_new: 'up',
  members_active: 'up',
  active_share: 'up',
  active_by_month: 'up',
  member_revenue: 'up',
  member_revenue_share: 'up',
  promoter_score: 'up',
  repeat_rate: 'up',
  purchase_frequency: 'up',
  days_between_orders: 'down',
  lifetime_value: 'up',
  redemption_rate: 'up',
  reward_orders: 'up',
  reward_revenue: 'up',
};
