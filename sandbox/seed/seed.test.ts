import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openWorld } from '#sandbox/world/world.ts';
import type { World } from '#sandbox/world/world.ts';
import { SEED_PRODUCTS } from './catalog-data.ts';
import { readSeedImage } from './images.ts';
import { seedWorld } from './seed.ts';

const START = '2026-11-21T12:00:00Z';

function seeded(): World {
  const world = openWorld({ file: ':memory:', startAt: START, frozen: true, realNowMs: () => Date.parse(START) });
  seedWorld(world, { pastOrders: 120 });
  return world;
}

describe('The demo shop', () => {
  const world = seeded();

  it('has products in seven collections, people with and without an account, and a year of orders', () => {
    expect(world.catalog.collections().map(({ handle }) => handle)).toEqual([
      'kaffe',
      'brygudstyr',
      'bolig',
      'gavekort',
      'kaffebar',
      'service',
      'medlemspriser',
    ]);
    expect(world.catalog.countProducts()).toBe(SEED_PRODUCTS.length);
    expect([world.customers.count(), world.orders.count()]).toEqual([60, 120]);
    expect(new Set(world.customers.list().map(({ state }) => state))).toEqual(new Set(['enabled', 'disabled']));
    const orders = world.orders.list();
    expect(orders.every(({ createdAt }) => createdAt > '2025-11-21' && createdAt < START)).toBe(true);
    expect(orders.some(({ financialStatus }) => financialStatus === 'partially_refunded')).toBe(true);
    expect(orders.some(({ cancelledAt }) => cancelledAt !== null)).toBe(true);
  });

  it('stands at its own time afterwards, and tells nobody about the past', () => {
    expect(world.clock.state()).toMatchObject({ now: START, frozen: true });
    expect(world.webhooks.deliveries()).toEqual([]);
    expect(world.log.mails()).toEqual([]);
  });

  it('has a clock that did not fall behind while the shop was filled', () => {
    let realMs = Date.parse(START);
    const world = openWorld({ file: ':memory:', startAt: START, realNowMs: () => (realMs += 10) });
    seedWorld(world, { pastOrders: 5 });
    const behindMs = realMs - world.clock.nowMs();
    expect(Math.abs(behindMs)).toBeLessThanOrEqual(20);
  });

  it('is the same shop every time', () => {
    const facts = (one: World) => [
      one.orders.list(),
      one.customers.list(),
      one.catalog.products(),
      one.discounts.list(),
    ];
    expect(facts(seeded())).toEqual(facts(world));
  });

  it('has a picture of its own for every product, from no other host', () => {
    const files = SEED_PRODUCTS.map(({ images }) => images?.[0]?.file ?? '');
    expect([...files].sort()).toEqual(readdirSync(new URL('./images', import.meta.url)).sort());
    for (const file of files) {
      const picture = readSeedImage(file)?.body.toString('utf8') ?? '';
      expect(picture).toContain('<svg');
      expect(picture.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|script/);
    }
    expect(readSeedImage('../seed.ts')).toBeNull();
  });
});
