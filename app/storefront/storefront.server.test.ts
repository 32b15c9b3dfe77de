import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { giveLevel } from '#app/tiers/give-level.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { openDoors, proxyUrl, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { standingInNumbers } from './standing.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const text = (en: string) => ({ en, da: `${en} (da)`, sv: '', hu: '', de: '' });

function clubProgram(more: Partial<ProgramInput> = {}) {
  const { rules, rewards, ...rest } = simpleProgram();
  return makeProgram({
    ...rest,
    rules,
    rewards,
    tiers: {
      measure: 'orders',
      window: { kind: 'lifetime' },
      levels: [
        { id: 'basic', name: text('Basic'), threshold: 0 },
        { id: 'gold', name: text('Gold'), threshold: 5, perks: [{ kind: 'multiplier', factorBp: 20_000 }] },
      ],
    },
    goals: Array.from({ length: 10 }, (_, index) => ({
      id: `goal${index}`,
      enabled: true,
      title: text(`Goal ${index}`),
      measure: { kind: 'spend' as const },
      target: 100_000,
      within: { kind: 'period' as const, period: 'month' as const },
      repeats: true,
      grants: { badge: { icon: 'medal' as const, title: text('Medal') } },
    })),
    ...more,
  });
}

async function scene(
  program = clubProgram(),
): Promise<{ shop: ShopFacts; member: Awaited<ReturnType<typeof createMember>> }> {
  const shop = await createShop({ program });
  return { shop, member: await createMember(shop) };
}

async function ask(shop: ShopFacts, path: string, customerId: string | null, body?: unknown, locale = 'en') {
  const address = proxyUrl(doors, shop, path, customerId, { locale });
  const response = await fetch(address, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('what the storefront is told', () => {
  it('A member sees level, goals and badges in the language asked for; a visitor sees what there is', async () => {
    const { shop, member } = await scene();
    const mine = await ask(shop, 'member', member.customerId, undefined, 'da');
    expect(mine.body).toMatchObject({
      tiers: {
        levels: [{ name: 'Basic (da)' }, { name: 'Gold (da)' }],
        member: { next: { levelId: 'gold', missing: 5 } },
      },
      badges: [],
      referralCode: null,
    });
    expect((mine.body.goals as unknown[]).length).toBe(10);
    const visitor = await ask(shop, 'member', null);
    expect(visitor.body).toMatchObject({ member: null, tiers: { member: null } });
  });

  it('What Liquid is told of a member stays small, also with many goals (W1)', async () => {
    const { shop, member } = await scene();
    const standing = await standingInNumbers(shop, member.id, { program: clubProgram(), version: 1 }, NOW);
    expect(standing.tier).toMatchObject({ next: { id: 'gold', missing: 5, progressPpm: 0 } });
    expect(standing.goals?.[0]).toEqual({
      id: 'goal0',
      progress: 0,
      progressCents: 0,
      reached: 0,
      done: false,
      deadline: '2026-11-30',
    });
    expect(JSON.stringify(standing).length).toBeLessThan(2000);
  });
});

describe('an estimate (M1)', () => {
  const cart = { lines: [{ amountMinor: 10_000, quantity: 1, productId: '77' }] };

  it('counts the level of the member who asks, and of nobody else', async () => {
    const { shop, member } = await scene();
    const gold = await createMember(shop);
    const gift = { tierId: 'gold', until: null, reason: 'a friend of the house', actor: 'test', now: NOW };
    expect(await giveLevel({ shopId: shop.id, memberId: gold.id, ...gift })).toEqual({ ok: true });
    const points = async (customerId: string | null) => (await ask(shop, 'estimate', customerId, cart)).body.points;
    expect(await points(member.customerId)).toBe(100);
    expect(await points(gold.customerId)).toBe(200);
    expect(await points(null)).toBe(100);
  });

  it('counts rules for some products by what is known of them', async () => {
    const { shop, member } = await scene(
      clubProgram({
        rules: [
          {
            id: 'coffee',
            kind: 'order_items',
            enabled: true,
            pointsPerItem: 7,
            when: [{ kind: 'products', tags: ['Coffee'] }],
          },
        ],
      }),
    );
    await pool().query(
      `INSERT INTO product_facts (shop_id, product_id, product_type, vendor, tags, collection_ids, fresh, updated_at)
       VALUES ($1, '77', '', '', '{coffee}', '{}', true, now()), ($1, '78', '', '', '{tea}', '{}', true, now())`,
      [shop.id],
    );
    const lines = ['77', '78'].map((productId) => ({ amountMinor: 5000, quantity: 2, productId }));
    expect((await ask(shop, 'estimate', member.customerId, { lines })).body).toEqual({ points: 14 });
  });

  it('keeps to the limits of the member', async () => {
    const { shop, member } = await scene(
      clubProgram({
        rules: [
          {
            id: 'item',
            kind: 'order_items',
            enabled: true,
            pointsPerItem: 1,
            limits: { perMember: [{ period: 'day', points: 10 }] },
          },
        ],
      }),
    );
    const lines = [{ amountMinor: 5000, quantity: 12, productId: null }];
    expect((await ask(shop, 'estimate', member.customerId, { lines })).body).toEqual({ points: 10 });
  });

  it('counts a cart as the Ajax cart tells it: hundredths, and a discount on the whole that reaches no gift card', async () => {
    const { shop, member } = await scene();
    const lines = [
      { amountCents: 10_000, quantity: 1 },
      { amountCents: 5_000, quantity: 1 },
      { amountCents: 20_000, quantity: 1, giftCard: true },
    ];
    const estimate = async (more: object) => (await ask(shop, 'estimate', member.customerId, { lines, ...more })).body;
    expect(await estimate({})).toEqual({ points: 150 });
    expect(await estimate({ paidCents: 32_000 })).toEqual({ points: 120 });
    expect(await estimate({ paidCents: 0 })).toEqual({ points: 0 });
    expect((await ask(shop, 'estimate', null, { lines: [{ quantity: 1 }] })).status).toBe(422);
  });
});
