import { describe, expect, test } from 'vitest';
import { defaultProgram } from '../default-program.ts';
import { makeProgram, type ProgramInput } from '../document.ts';
import { templates } from '../templates/registry.ts';
import { changesBetween } from './changes.ts';
import { checkProgram } from './check-program.ts';
import type { Finding } from './finding.ts';
import { ordersUntil } from './first-reward.ts';
import { canMeet } from './meeting.ts';
import { conditionsSchema } from '../conditions/condition.ts';

const TODAY = '2026-11-21';
const facts = { today: TODAY, orderMinor: 35_000 };
const base = defaultProgram('DKK');
const programOf = (changes: Partial<ProgramInput> = {}) => makeProgram({ ...base, ...changes });
const order = { ...base.rules[0], id: 'order' };
const text = (en: string) => ({ en });
const told = (findings: readonly Finding[]) =>
  findings.map(({ code, about }) => [code, ...about.map(({ id }) => id)].join(' '));
const checked = (changes: Partial<ProgramInput>, before: Partial<ProgramInput> | null = null) =>
  checkProgram(programOf(changes), before && programOf(before), facts);
const when = (...conditions: object[]) => conditionsSchema.parse(conditions);

describe('two rules for the same goods (D3)', () => {
  const special = (conditions: object[]) => ({ ...order, id: 'special', when: when(...conditions) });
  const overlaps = (overlap: 'sum' | 'best' | 'first', ...conditions: object[]) =>
    told(checked({ overlap, rules: [order, special(conditions)] as ProgramInput['rules'] }).overlaps);

  test('are told with the one that wins', () => {
    const goods = { kind: 'products', tags: ['coffee'] };
    expect(overlaps('sum', goods)).toEqual(['overlap_sum order special']);
    expect(overlaps('best', goods)).toEqual(['overlap_best order special']);
    expect(overlaps('first', goods)).toEqual(['overlap_first order special']);
  });

  test.each([
    [[{ kind: 'products', productIds: ['7'] }], [{ kind: 'products', productIds: ['8'] }]],
    [[{ kind: 'products', tags: ['Coffee'] }], [{ kind: 'products', tags: ['coffee'], exclude: true }]],
    [[{ kind: 'tier', tierIds: ['gold'] }], [{ kind: 'tier', tierIds: ['silver'] }]],
    [[{ kind: 'dates', to: '2026-11-30' }], [{ kind: 'dates', from: '2026-12-01' }]],
    [[{ kind: 'channel', channels: ['pos'] }], [{ kind: 'channel', channels: ['pos'], exclude: true }]],
    [[{ kind: 'order_number', to: 1 }], [{ kind: 'order_number', from: 2 }]],
    [[{ kind: 'paid_member' }], [{ kind: 'paid_member', exclude: true }]],
    [[{ kind: 'hours', weekdays: [1] }], [{ kind: 'hours', weekdays: [2] }]],
  ])('%j and %j never meet', (a, b) => {
    expect(canMeet(when(...a), when(...b))).toBe(false);
    expect(canMeet(when(...b), when(...a))).toBe(false);
  });

  test.each([
    [[{ kind: 'products', productIds: ['7'] }], [{ kind: 'products', tags: ['coffee'] }]],
    [[{ kind: 'tier', tierIds: ['gold', 'silver'] }], [{ kind: 'tier', tierIds: ['silver'] }]],
    [[{ kind: 'spend', minMinor: 100, days: 30 }], [{ kind: 'spend', maxMinor: 50 }]],
    [[{ kind: 'dates', to: '2026-12-01' }], [{ kind: 'dates', from: '2026-12-01' }]],
    [[], [{ kind: 'tier', tierIds: ['gold'] }]],
  ])('%j and %j can meet', (a, b) => {
    expect(canMeet(when(...a), when(...b))).toBe(true);
  });

  test('A campaign and a level that multiply the same points are told with what becomes of them', () => {
    const campaigns: ProgramInput['campaigns'] = [
      { id: 'double', enabled: true, name: text('Double'), effect: { kind: 'multiply', factorBp: 20_000 } },
    ];
    const tiers: ProgramInput['tiers'] = {
      measure: 'spend',
      window: { kind: 'lifetime' },
      levels: [
        { id: 'silver', name: text('Silver'), threshold: 1, perks: [{ kind: 'multiplier', factorBp: 15_000 }] },
        { id: 'gold', name: text('Gold'), threshold: 2, perks: [{ kind: 'multiplier', factorBp: 15_000 }] },
      ],
    };
    expect(told(checked({ campaigns, tiers, stacking: 'add' }).overlaps)).toEqual([
      'boosts_add double silver',
      'boosts_add double gold',
    ]);
  });
});

describe('what can never happen', () => {
  test('conditions that contradict, also through a group, and dates that are over', () => {
    const rules = [
      { ...order, id: 'never', when: [{ kind: 'order_total', minMinor: 500, maxMinor: 100 }] },
      {
        ...order,
        id: 'apart',
        when: [
          { kind: 'segment', segmentId: 'new' },
          { kind: 'membership_age', minDays: 60 },
        ],
      },
      { ...order, id: 'over', when: [{ kind: 'dates', to: '2026-11-20' }] },
      { ...order, id: 'today', when: [{ kind: 'dates', to: TODAY }] },
    ] as ProgramInput['rules'];
    const segments = [{ id: 'new', name: text('New'), when: [{ kind: 'membership_age' as const, maxDays: 30 }] }];
    const { works } = checked({ rules, segments });
    expect(told(works)).toEqual(
      expect.arrayContaining(['conditions_contradict never', 'conditions_contradict apart', 'is_over over']),
    );
    expect(told(works).filter((line) => line.endsWith(' today'))).toEqual([]);
  });

  test('levels, rewards and goals out of reach', () => {
    const [shipping, amount, percentage] = base.rewards;
    const { works } = checked({
      tiers: {
        measure: 'spend',
        window: { kind: 'lifetime' },
        levels: [{ id: 'vip', name: text('VIP'), threshold: null }],
      },
      rewards: [
        { ...shipping, stock: 0 },
        { ...amount, costPoints: 99_000_000 },
        { ...percentage, tierIds: ['vip'] },
        { ...amount, id: 'gift', costPoints: 0 },
        { ...amount, id: 'past', availableUntil: '2026-11-20' },
        { ...amount, id: 'off', enabled: false },
      ] as ProgramInput['rewards'],
      goals: [
        {
          id: 'goal',
          enabled: true,
          title: text('Goal'),
          measure: { kind: 'orders' },
          target: 3,
          within: { kind: 'ever' },
          repeats: false,
          grants: { rewardId: 'off' },
        },
      ],
      segments: [{ id: 'idle', name: text('Idle'), when: [{ kind: 'paid_member' }] }],
    });
    expect(told(works)).toEqual([
      'level_unreachable vip',
      'grants_switched_off goal off',
      'sold_out rw_shipping',
      'out_of_reach rw_amount',
      'for_nobody rw_percentage',
      'never_given gift',
      'is_over past',
      'segment_unused idle',
    ]);
  });

  test('a program that gives nothing, and a balance of money that nothing pays out', () => {
    expect(told(checked({ rules: [], rewards: [] }).works)).toEqual(['nothing_earns']);
    expect(told(checked({ rewards: [] }).works)).toEqual(['nothing_to_buy']);
    expect(told(checked({ style: 'cashback', rewards: [] }).works)).toEqual(['cashback_unpaid']);
  });

  test('points that run out before a reward is reached at an order a month', () => {
    const [, amount] = base.rewards;
    const rewards = [{ ...amount, costPoints: 2500 }] as ProgramInput['rewards'];
    expect(told(checked({ rewards, expiry: { kind: 'rolling', months: 3 } }).works)).toContain(
      'expires_first rw_amount',
    );
    expect(told(checked({ rewards, expiry: { kind: 'rolling', months: 12 } }).works)).not.toContain(
      'expires_first rw_amount',
    );
  });
});

test('The first reward is counted by the engine, order by order, with welcome, limits and bonuses', () => {
  expect(ordersUntil(programOf(), 450, 35_000, TODAY)).toBe(1);
  expect(ordersUntil(programOf(), 451, 35_000, TODAY)).toBe(2);
  expect(ordersUntil(programOf(), 100, 35_000, TODAY)).toBe(0);
  const limited = programOf({
    rules: [{ ...order, limits: { perMember: [{ period: 'ever', points: 500 }] } }] as ProgramInput['rules'],
  });
  expect(ordersUntil(limited, 500, 35_000, TODAY)).toBe(2);
  expect(ordersUntil(limited, 501, 35_000, TODAY)).toBeNull();
  expect(told(checked({}).works)).toEqual(['first_reward rw_shipping']);
});

test('What members would lose is told; what gets better is not', () => {
  const [shipping, amount, percentage] = base.rewards;
  const tiers = (threshold: number, perks: object[]): ProgramInput['tiers'] =>
    ({
      measure: 'spend',
      window: { kind: 'lifetime' },
      levels: [{ id: 'gold', name: text('Gold'), threshold, perks }],
    }) as ProgramInput['tiers'];
  const before = { tiers: tiers(1000, [{ kind: 'multiplier', factorBp: 20_000 }]) };
  const after = {
    tiers: tiers(2000, []),
    rules: [{ ...order, unitMinor: 200 }] as ProgramInput['rules'],
    rewards: [{ ...shipping, costPoints: 400 }, amount] as ProgramInput['rewards'],
    expiry: { kind: 'rolling' as const, months: 6 },
    pending: { kind: 'after_payment' as const, days: 14 },
  };
  const { promises } = checked(after, before);
  expect(told(promises)).toEqual([
    `reward_dearer ${shipping?.id}`,
    `reward_gone ${percentage?.id}`,
    'earns_less',
    'expires_sooner',
    'waits_longer',
    'level_harder gold',
    'perks_fewer gold',
  ]);
  expect(told(checked(before, after).promises)).toEqual([]);
});

test('Codes that combine with nothing are told, and that unused ones follow a change (C1)', () => {
  const [shipping, amount] = base.rewards;
  const alone = { order: false, product: false, shipping: false };
  const rewards = [{ ...shipping, combinesWith: alone }, amount] as ProgramInput['rewards'];
  expect(told(checked({ rewards }).combinations)).toEqual(['combines_with_nothing rw_shipping']);
  expect(told(checked({ rewards }, {}).combinations)).toEqual([
    'combines_with_nothing rw_shipping',
    'codes_change rw_shipping',
  ]);
});

describe('what changes', () => {
  test('An untouched program has no changes, whatever the order of its keys', () => {
    const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(base).reverse())));
    expect(changesBetween(base, makeProgram(turned))).toEqual([]);
  });

  test('Each difference is told once', () => {
    const rules = base.rules.map((rule) => (rule.id === 'signup' ? { ...rule, enabled: false } : rule));
    const after = programOf({ rules, rewards: base.rewards.toReversed().slice(1), icon: 'bean', overlap: 'best' });
    expect(changesBetween(base, after)).toEqual([
      { kind: 'off', part: 'rules', id: 'signup' },
      { kind: 'removed', part: 'rewards', id: 'rw_percentage' },
      { kind: 'order', part: 'rewards' },
      { kind: 'setting', setting: 'icon' },
      { kind: 'setting', setting: 'overlap' },
    ]);
  });
});

test.each(templates.map((template) => [template.id, template] as const))(
  'The template %s has nothing that does not work',
  (_, template) => {
    const program = makeProgram(
      template.document({
        currencyCode: 'DKK',
        membershipProductIds: ['1'],
        freeProductIds: ['2'],
        collectionIds: ['3'],
      }),
    );
    const { works } = checkProgram(program, null, facts);
    expect(told(works.filter(({ weight }) => weight === 'problem'))).toEqual([]);
  },
);

describe('what a merchant is asked to look at', () => {
  const follow = (url: string | null) =>
    ({ id: 'follow', kind: 'activity', activity: 'follow', enabled: true, points: 5, url }) as const;

  test('Following without the address of a profile is told, with one it is not', () => {
    const rules = (url: string | null) => [order, follow(url)] as ProgramInput['rules'];
    expect(told(checked({ rules: rules(null) }).works)).toContain('follow_without_address follow');
    expect(told(checked({ rules: rules('https://social.example/shop') }).works)).not.toContain(
      'follow_without_address follow',
    );
  });

  test('Points that become money, and money that becomes points, are told with what a balance is worth then', () => {
    const [becomes] = checked({ style: 'cashback' }, {}).promises;
    expect(becomes).toMatchObject({ code: 'becomes_cashback', weight: 'warning', count: 1000, amountMinor: 1000 });
    expect(told(checked({}, { style: 'cashback' }).promises)).toContain('was_cashback');
    expect(told(checked({ style: 'stamps' }, {}).promises)).toEqual([]);
    expect(told(checked({ style: 'cashback' }, { style: 'cashback' }).promises)).toEqual([]);
  });
});
