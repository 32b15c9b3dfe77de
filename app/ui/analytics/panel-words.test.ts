import { expect, test } from 'vitest';
import { PANELS } from '../../analytics/panel.ts';
import { segmentIds } from '../../figures/segments.ts';
import en from '../../i18n/locales/en.json' with { type: 'json' };
import type { Reward } from '../../program/rewards/reward.ts';

/** Complete by its type: a new kind does not compile without its line here. */
const kinds: Record<Reward['kind'], true> = {
  amount_off: true,
  percentage_off: true,
  amount_chosen: true,
  free_shipping: true,
  free_product: true,
  gift_card: true,
  store_credit: true,
  service: true,
  donation: true,
  badge: true,
  early_access: true,
  event_invitation: true,
  priority_support: true,
  members_price: true,
};

const { panels, keys, segments, sections } = en.analytics;

test('Every panel has a title and says how it is counted', () => {
  for (const { id, section } of PANELS) {
    expect(panels[id].title, id).toBeTruthy();
    expect(panels[id].definition, id).toMatch(/\.$/);
    expect(sections[section], section).toBeTruthy();
  }
  expect(Object.keys(panels).sort()).toEqual(PANELS.map(({ id }) => id).sort());
});

test('Every kind of reward and every group of members has a name', () => {
  expect(Object.keys(kinds).filter((kind) => !(kind in keys))).toEqual([]);
  expect(segmentIds.filter((id) => !(id in keys) || !(id in segments))).toEqual([]);
});
