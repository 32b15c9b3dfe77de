import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { getPublished, publish } from '#app/publishing/program-store.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { auditTiers } from './audit.server.ts';
import { countByLevel } from './describe.server.ts';
import { previewTierChange } from './preview.server.ts';
import { runReviewTiers } from './review.server.ts';
import { watchTiers } from './watch.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const name = (en: string) => ({ en });

const tiers: NonNullable<ProgramInput['tiers']> = {
  measure: 'spend',
  window: { kind: 'calendar' },
  levels: [
    { id: 'bronze', name: name('Bronze'), threshold: 0 },
    { id: 'silver', name: name('Silver'), threshold: 10_000 },
    { id: 'gold', name: name('Gold'), threshold: 50_000 },
  ],
};

async function buys(shop: ShopFacts, member: { customerId: string }, price: string): Promise<void> {
  const order = orderPayload({ customerId: member.customerId, lines: [{ price }] });
  expect(await deliver(doors, shop, 'orders/paid', order)).toBe(200);
  await settle();
}

describe('before a changed program is published', () => {
  it('T2: A changed program says who would move before it is published, and then moves exactly those', async () => {
    const shop = await createShop({ program: makeProgram({ ...simpleProgram(), tiers }) });
    for (const price of ['150.00', '250.00', '700.00', '160.00']) await buys(shop, await createMember(shop), price);
    const live = await getPublished(shop.id);
    if (!live) throw new Error('the shop of the test has a program');
    const next = makeProgram({
      ...live.program,
      tiers: {
        ...tiers,
        levels: tiers.levels.map((level) => (level.id === 'silver' ? { ...level, threshold: 20_000 } : level)),
      },
    });
    const preview = await previewTierChange(shop.id, next, NOW);
    const before = await countByLevel(shop.id, live);
    const falling = preview.moves.find((move) => move.from === 'silver' && move.to === 'bronze');
    expect(falling).toMatchObject({ direction: 'down', keptUntil: '2026-12-21' });
    expect(preview).toMatchObject({ up: 0, down: falling?.members });
    expect(preview.members).toBe(before.reduce((sum, level) => sum + level.members, 0));
    expect(await publish(shop.id, next, live.version, 'test', NOW)).toMatchObject({ ok: true });
    await runReviewTiers(shop.id, NOW);
    expect(await countByLevel(shop.id, { version: live.version + 1, program: next })).toEqual(before);
    expect(await auditTiers()).toEqual([]);
    while ((await watchTiers(new Date('2026-12-22T12:00:00Z'), 100)) > 0);
    const after = await countByLevel(shop.id, { version: live.version + 1, program: next });
    const silver = (counts: typeof before) => counts.find(({ levelId }) => levelId === 'silver')?.members ?? 0;
    expect(silver(before) - silver(after)).toBe(falling?.members);
    expect(await auditTiers()).toEqual([]);
  });
});
