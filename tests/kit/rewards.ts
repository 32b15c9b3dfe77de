/** A program with rewards of every kind. */
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';

type RewardInput = ProgramInput['rewards'][number];

export const words = (text: string) => ({ en: text, da: text, sv: text, hu: text, de: text });

const no = { order: false, product: false, shipping: false };

/** What every reward of the kit costs. */
export const COST = 100;

function terms(id: string) {
  return { id, enabled: true, title: words(id), costPoints: COST };
}

const code = { minimumSubtotalMinor: 0, codeValidDays: 30, combinesWith: no };

/** One of each kind, and some with terms. @param goods of the shop's catalog. */
export function allRewards(goods: { productId: string; collectionId: string }): RewardInput[] {
  const tag = (kind: 'early_access' | 'event_invitation' | 'priority_support'): RewardInput => ({
    ...{ ...terms(`rw_${kind}`), kind, tag: `rw_${kind}`, validDays: 30 },
  });
  return [
    { ...terms('rw_amount_off'), ...code, kind: 'amount_off', amountMinor: 2500 },
    { ...terms('rw_goods'), ...code, kind: 'amount_off', amountMinor: 2500, productIds: [goods.productId] },
    { ...terms('rw_forfeited'), ...code, kind: 'amount_off', amountMinor: 2500, whenUnused: 'forfeited' },
    { ...terms('rw_percentage_off'), ...code, kind: 'percentage_off', percentageBp: 1000 },
    { ...terms('rw_amount_chosen'), costPoints: 10, ...code, kind: 'amount_chosen', amountMinor: 500, maxSteps: 10 },
    { ...terms('rw_free_shipping'), ...code, kind: 'free_shipping' },
    { ...terms('rw_free_product'), ...code, kind: 'free_product', productIds: [goods.productId] },
    {
      ...terms('rw_free_with_purchase'),
      ...code,
      kind: 'free_product',
      productIds: [goods.productId],
      withPurchase: true,
    },
    {
      ...terms('rw_members_price'),
      kind: 'members_price',
      collectionIds: [goods.collectionId],
      percentageBp: 500,
      validDays: 30,
    },
    { ...terms('rw_gift_card'), kind: 'gift_card', amountMinor: 5000, validDays: 365 },
    { ...terms('rw_store_credit'), kind: 'store_credit', amountMinor: 4000 },
    tag('early_access'),
    tag('event_invitation'),
    tag('priority_support'),
    { ...terms('rw_badge'), kind: 'badge', icon: 'medal' },
    { ...terms('rw_donation'), kind: 'donation', amountMinor: 2000, charity: words('A good cause') },
    { ...terms('rw_service'), kind: 'service', validDays: 30 },
    { ...terms('rw_rare'), ...code, kind: 'amount_off', amountMinor: 2500, stock: 3 },
    { ...terms('rw_once_a_month'), kind: 'badge', icon: 'leaf', limitPerMember: { times: 1, period: 'month' } },
    { ...terms('rw_december'), kind: 'badge', icon: 'leaf', availableFrom: '2026-12-01', availableUntil: '2026-12-31' },
    { ...terms('rw_gold'), kind: 'badge', icon: 'trophy', tierIds: ['gold'], costPoints: 100_000 },
    { ...terms('rw_gift'), kind: 'badge', icon: 'heart', costPoints: 0 },
  ];
}

/** One point for each whole unit of money, these rewards, and the levels that they may name. Pure: journeys use it too. */
export function programWith(rewards: RewardInput[], more: Partial<ProgramInput> = {}): Program {
  const program = defaultProgram('DKK');
  return makeProgram({
    ...program,
    rules: program.rules.filter(({ kind }) => kind === 'order_amount'),
    rewards,
    tiers: {
      measure: 'spend',
      window: { kind: 'lifetime' },
      levels: [{ id: 'gold', name: words('Gold'), threshold: 100_000_000, perks: [] }],
    },
    ...more,
  });
}
