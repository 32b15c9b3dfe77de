import { expect, test } from 'vitest';
import type { Panel, PanelId } from '../../analytics/panel.ts';
import { isNewShop, lineIn, paysOf, type HomePanels } from './home-panels.ts';

const figure = (id: PanelId, value: number | null): Panel => ({
  kind: 'figure',
  id,
  unit: 'money',
  value,
  before: null,
});
const bars = (id: PanelId, rows: Record<string, number | null>): Panel => ({
  kind: 'bars',
  id,
  unit: 'money',
  rows: Object.entries(rows).map(([key, value]) => ({ key, value })),
});

test('What members paid stands against what all their rewards cost', () => {
  const panels: HomePanels = {
    member_revenue: figure('member_revenue', 100_000),
    reward_cost: bars('reward_cost', { amount_off: 4_000, store_credit: 1_000 }),
    before_and_after: bars('before_and_after', { before: 20_000, after: 25_000 }),
  };
  expect(paysOf(panels)).toMatchObject({ paidMinor: 100_000, costMinor: 5_000, change: 0.25, unpriced: 0 });
});

test('Without a basis there is no change, and without purchases there is no answer', () => {
  const panels: HomePanels = {
    member_revenue: figure('member_revenue', 100_000),
    before_and_after: bars('before_and_after', { before: null, after: null }),
  };
  expect(paysOf(panels)).toMatchObject({ costMinor: 0, change: null, costShare: null });
  expect(paysOf({ member_revenue: figure('member_revenue', 0) })).toBeNull();
  expect(paysOf({})).toBeNull();
});

test('A shop is new until somebody joined or a member bought', () => {
  expect(isNewShop({ members_total: figure('members_total', 0) })).toBe(true);
  expect(isNewShop({ members_total: figure('members_total', 1) })).toBe(false);
  expect(isNewShop({ member_revenue: figure('member_revenue', 5) })).toBe(false);
});

test('A line that is not there has no values', () => {
  expect(lineIn({}, 'revenue_over_time', 'member')).toEqual([]);
});
