/** Programs of every kind as the storefront reads them, made by the app's own projection, and members who are halfway through. */
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { storefrontProgram } from '#app/program/storefront.ts';
import { member, program as plain, type Member } from './render-block.ts';

const text = (en: string, da = en) => ({ en, da, sv: '', hu: '', de: '' });
const code = {
  minimumSubtotalMinor: 0,
  codeValidDays: 90,
  combinesWith: { order: false, product: false, shipping: false },
};

function projected(changes: Partial<ProgramInput>) {
  const input: ProgramInput = {
    schemaVersion: 2,
    currencyCode: 'DKK',
    pointName: plain.pointName,
    icon: 'star',
    rules: [
      { id: 'order', kind: 'order_amount', enabled: true, pointsPerUnit: 1, unitMinor: 100, excludeGiftCards: true },
      { id: 'hello', kind: 'signup', enabled: true, points: 100 },
      { id: 'review', kind: 'activity', enabled: true, activity: 'review', points: 50 },
      { id: 'survey', kind: 'activity', enabled: true, activity: 'survey', points: 30 },
      {
        id: 'follow',
        kind: 'activity',
        enabled: true,
        activity: 'follow',
        points: 20,
        url: 'https://social.example/us',
      },
    ],
    rewards: [],
    refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
    ...changes,
  };
  return storefrontProgram(makeProgram(input), 7);
}

/** Points, levels, challenges, badges, recommendations, a campaign, and every kind of reward. */
export const clubProgram = projected({
  rewards: [
    {
      ...code,
      id: 'rw_ship',
      kind: 'free_shipping',
      enabled: true,
      costPoints: 300,
      title: text('Free shipping', 'Fri fragt'),
    },
    {
      ...code,
      id: 'rw_slide',
      kind: 'amount_chosen',
      enabled: true,
      costPoints: 100,
      amountMinor: 1000,
      maxSteps: 20,
      whenUnused: 'forfeited',
      title: text('Choose your discount', 'Vælg din rabat'),
    },
    {
      id: 'rw_gift',
      kind: 'gift_card',
      enabled: true,
      costPoints: 500,
      amountMinor: 5000,
      validDays: 365,
      title: text('50 kr. gift card', 'Gavekort på 50 kr.'),
    },
    {
      id: 'rw_tree',
      kind: 'donation',
      enabled: true,
      costPoints: 200,
      amountMinor: 2000,
      charity: text('Trees for Jutland'),
      title: text('Plant a tree', 'Plant et træ'),
    },
    {
      id: 'rw_event',
      kind: 'event_invitation',
      enabled: true,
      costPoints: 400,
      tag: 'tasting',
      stock: 12,
      tierIds: ['gold'],
      title: text('Tasting evening', 'Smageaften'),
    },
    {
      id: 'rw_soon',
      kind: 'store_credit',
      enabled: true,
      costPoints: 100,
      amountMinor: 1000,
      availableFrom: '2026-12-01',
      title: text('10 kr. credit', '10 kr. kredit'),
    },
    {
      id: 'rw_over',
      kind: 'donation',
      enabled: true,
      costPoints: 100,
      amountMinor: 1000,
      availableUntil: '2026-11-01',
      charity: text('x'),
      title: text('Long over'),
    },
    { ...code, id: 'rw_given', kind: 'free_shipping', enabled: true, costPoints: 0, title: text('Given only') },
  ],
  campaigns: [
    {
      id: 'double',
      enabled: true,
      name: text('Double weekend', 'Dobbelt weekend'),
      when: [{ kind: 'dates', from: '2026-11-20', to: '2026-11-22' }],
      effect: { kind: 'multiply', factorBp: 20_000 },
    },
    {
      id: 'later',
      enabled: true,
      name: text('December'),
      when: [{ kind: 'dates', from: '2026-12-01', to: null }],
      effect: { kind: 'add', points: 10 },
    },
  ],
  stacking: 'multiply',
  tiers: {
    measure: 'spend',
    window: { kind: 'calendar', month: 1, day: 1 },
    levels: [
      { id: 'bronze', name: text('Bronze'), threshold: 0, color: '#a9714b' },
      {
        id: 'silver',
        name: text('Silver', 'Sølv'),
        threshold: 200_000,
        color: '#8d99a6',
        perks: [
          { kind: 'multiplier', factorBp: 15_000 },
          { kind: 'free_shipping', minimumSubtotalMinor: 30_000 },
          { kind: 'birthday_reward', rewardId: 'rw_given' },
        ],
      },
      {
        id: 'gold',
        name: text('Gold', 'Guld'),
        threshold: 500_000,
        color: '#c9a227',
        perks: [
          { kind: 'tag', tag: 'early', title: text('Early access to sales') },
          { kind: 'entry_points', points: 250 },
        ],
      },
    ],
  },
  goals: [
    {
      id: 'coffee',
      enabled: true,
      title: text('Five coffees', 'Fem kopper kaffe'),
      measure: { kind: 'items' },
      target: 5,
      within: { kind: 'ever' },
      repeats: true,
      grants: { rewardId: 'rw_given' },
      display: 'stamps',
    },
    {
      id: 'spend',
      enabled: true,
      title: text('Autumn sprint', 'Efterårsspurt'),
      measure: { kind: 'spend' },
      target: 100_000,
      within: { kind: 'period', period: 'month' },
      repeats: true,
      grants: { points: 200 },
    },
    {
      id: 'weeks',
      enabled: true,
      title: text('Every week', 'Hver uge'),
      measure: { kind: 'activity', activity: 'visit' },
      target: 4,
      within: { kind: 'streak', period: 'week' },
      repeats: false,
      grants: { badge: { icon: 'flame', title: text('On fire', 'I gang') } },
      display: 'streak',
    },
    {
      id: 'reviewer',
      enabled: true,
      title: text('Ten reviews'),
      measure: { kind: 'activity', activity: 'review' },
      target: 10,
      within: { kind: 'ever' },
      repeats: false,
      grants: { badge: { icon: 'trophy', title: text('Critic', 'Kritiker') } },
      display: 'badge',
    },
  ],
  referral: { enabled: true, friendRewardId: 'rw_given', advocatePoints: 200, minimumOrderMinor: 20_000 },
});

export const stampProgram = projected({
  style: 'stamps',
  icon: 'bean',
  pointName: {
    en: { one: 'stamp', other: 'stamps' },
    da: { one: 'stempel', other: 'stempler' },
    sv: { one: 'stämpel', other: 'stämplar' },
    hu: { one: 'pecsét', other: 'pecsét' },
    de: { one: 'Stempel', other: 'Stempel' },
  },
  rules: [
    { id: 'cup', kind: 'order_items', enabled: true, pointsPerItem: 1, when: [{ kind: 'products', tags: ['Coffee'] }] },
  ],
  rewards: [
    {
      ...code,
      id: 'rw_cup',
      kind: 'free_product',
      productIds: ['1'],
      enabled: true,
      costPoints: 10,
      title: text('A free coffee', 'En gratis kaffe'),
    },
  ],
});

export const cashbackProgram = projected({
  style: 'cashback',
  icon: 'leaf',
  rules: [
    { id: 'order', kind: 'order_amount', enabled: true, pointsPerUnit: 5, unitMinor: 100, excludeGiftCards: true },
  ],
  rewards: [
    {
      id: 'rw_credit',
      kind: 'store_credit',
      automatic: true,
      enabled: true,
      costPoints: 5000,
      amountMinor: 5000,
      title: text('Store credit'),
    },
  ],
});

export const clubMember = (changes: Partial<Member> = {}): Member =>
  member({
    availablePoints: 640,
    pendingPoints: 35,
    tier: {
      id: 'silver',
      source: 'qualified',
      until: '2027-12-31',
      value: 320_000,
      next: { id: 'gold', missing: 180_000, missingCents: 180_000, progressPpm: 640_000, by: '2026-12-31' },
      keep: null,
      renews: null,
    },
    goals: [
      { id: 'coffee', progress: 3, reached: 1, done: false, deadline: null },
      { id: 'spend', progress: 45_000, progressCents: 45_000, reached: 0, done: false, deadline: '2026-11-30' },
      { id: 'weeks', progress: 2, reached: 0, done: false, deadline: '2026-11-22', stepDone: true },
      { id: 'reviewer', progress: 10, reached: 1, done: true, deadline: null },
    ],
    badges: [{ id: 'reviewer', icon: 'trophy', on: '2026-10-02' }],
    referralCode: 'KLIT7Q3M',
    ...changes,
  });
