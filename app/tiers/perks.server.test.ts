import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { rewardSchema } from '#app/program/rewards/reward.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import { getPublished } from '#app/publishing/program-store.server.ts';
import { grantReward, revokeGrant } from '#app/rewards/grant.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { auditTiers } from './audit.server.ts';
import { giveBirthdayRewards } from './birthdays.server.ts';
import { describeTiers, tierHistory } from './describe.server.ts';
import { giveLevel } from './give-level.server.ts';
import { watchTiers } from './watch.server.ts';

const name = (en: string) => ({ en });

const gift = {
  ...{ id: 'rw_cake', kind: 'free_shipping' as const, enabled: true, title: name('Birthday parcel'), costPoints: 0 },
  ...{ minimumSubtotalMinor: 0, codeValidDays: 30, combinesWith: { order: true, product: true, shipping: false } },
};

const tiers: NonNullable<ProgramInput['tiers']> = {
  measure: 'spend',
  window: { kind: 'calendar' },
  levels: [
    { id: 'bronze', name: name('Bronze'), threshold: 0 },
    {
      id: 'silver',
      name: { en: 'Silver', da: 'Sølv' },
      threshold: 10_000,
      perks: [
        { kind: 'tag', tag: 'level-silver', title: name('Early access') },
        { kind: 'free_shipping', minimumSubtotalMinor: 20_000 },
        { kind: 'entry_reward', rewardId: 'rw_cake' },
        { kind: 'birthday_reward', rewardId: 'rw_cake' },
        { kind: 'service', title: name('A coffee at the counter') },
      ],
    },
    {
      id: 'gold',
      name: name('Gold'),
      threshold: 50_000,
      perks: [{ kind: 'tag', tag: 'level-gold', title: name('Gold') }],
    },
  ],
};

let shopify: LocalShopify;
let doors: Doors;
beforeAll(async () => {
  shopify = await openLocalShopify(makeProgram({ ...simpleProgram(), rewards: [gift], tiers }));
  doors = await openDoors();
});
afterAll(async () => {
  await doors.close();
  shopify.close();
});

type Joined = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;

async function buys(member: Joined, price: string): Promise<void> {
  const order = orderPayload({ customerId: member.customerId, lines: [{ price }] });
  expect(await deliver(doors, shopify.shop, 'orders/paid', order)).toBe(200);
  await settle();
}

async function sync(member: Joined): Promise<void> {
  const { shop } = shopify;
  await pool().query(
    `INSERT INTO outbox_tasks (shop_id, topic, subject) VALUES ($1, 'sync_tier', $2) ON CONFLICT (shop_id, topic, subject) DO UPDATE SET wanted = outbox_tasks.wanted + 1`,
    [shop.id, member.id],
  );
  await runNow({ shopId: shop.id, topic: 'sync_tier', subject: member.id });
}

const tagsOf = (member: Joined) => [...(shopify.world.customers.get(Number(member.customerId))?.tags ?? [])].sort();

async function gifts(member: Joined): Promise<string[]> {
  const { rows } = await pool().query<{ text: string }>(
    `SELECT regexp_replace(grant_key, '[0-9a-f]{8}-[0-9a-f-]+', 'M', 'g') || ' ' || state AS text FROM redemptions
     WHERE shop_id = $1 AND member_id = $2 ORDER BY 1`,
    [shopify.shop.id, member.id],
  );
  return rows.map((row) => row.text);
}

describe('what a level gives', () => {
  it('Comes with the level: a tag, a code for free shipping that lasts, a gift on entry; and goes with it', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, '150.00');
    for (let time = 0; time < 2; time++) await sync(member);
    expect(tagsOf(member)).toEqual(['level-silver']);
    expect(await gifts(member)).toEqual([
      'tier:M:free_shipping:20000 debited',
      'tier:M:silver:2026-01-01:1:rw_cake debited',
    ]);
    const { rows } = await pool().query<{ title: Record<string, string> }>(
      `SELECT reward -> 'title' AS title FROM redemptions WHERE member_id = $1 AND reward_id = 'tier_free_shipping'`,
      [member.id],
    );
    expect(rows[0]?.title).toMatchObject({ en: 'Free shipping (Silver)', da: 'Gratis fragt (Sølv)' });
    await buys(member, '450.00');
    for (let time = 0; time < 2; time++) await sync(member);
    expect(tagsOf(member)).toEqual(['level-gold']);
    expect(await gifts(member)).toEqual([
      'tier:M:free_shipping:20000:revoked:M cancelling',
      'tier:M:silver:2026-01-01:1:rw_cake debited',
    ]);
    expect(await auditTiers()).toEqual([]);
  });

  it('Is known before it is made, so that a tag whose task was killed half-way goes with the level all the same', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, '150.00');
    await pool().query(
      `UPDATE member_tiers SET tags = '{level-silver,level-old}' WHERE shop_id = $1 AND member_id = $2`,
      [shopify.shop.id, member.id],
    );
    shopify.world.customers.update(Number(member.customerId), { tags: ['level-old', 'friend of the house'] });
    await sync(member);
    expect(tagsOf(member)).toEqual(['friend of the house', 'level-silver']);
  });

  it('Shares a tag with a reward: it stays until neither holds it, whichever ends first', async () => {
    const { shop } = shopify;
    const reward = rewardSchema.parse({
      ...{ id: 'rw_early', kind: 'early_access', enabled: true, title: name('Early'), costPoints: 0 },
      ...{ tag: 'level-silver', validDays: null },
    });
    const held = async (member: Joined, key: string, over: 'given' | 'over') => {
      const live = await liveProgram(shop.id);
      if (!live) throw new Error('the shop has a program');
      const id = await inTransaction(async (sql) => {
        if (over === 'over') await revokeGrant(sql, { shopId: shop.id, key, now: NOW });
        else await grantReward(sql, { shop, member, rewardId: reward, key, live, now: NOW });
        const { rows } = await sql.query<{ id: string }>(
          'SELECT id FROM redemptions WHERE shop_id = $1 AND starts_with(grant_key, $2)',
          [shop.id, key],
        );
        return rows[0]?.id ?? '';
      });
      await runNow({ shopId: shop.id, topic: over === 'over' ? 'withdraw_code' : 'create_code', subject: id });
    };
    const [first, second] = [await shopify.joinedCustomer(), await shopify.joinedCustomer()];
    for (const member of [first, second]) {
      await buys(member, '150.00');
      await sync(member);
      await held(member, `early:${member.id}`, 'given');
      expect(tagsOf(member)).toEqual(['level-silver']);
    }
    // The level ends first.
    await buys(first, '450.00');
    for (let time = 0; time < 2; time++) await sync(first);
    expect(tagsOf(first)).toEqual(['level-gold', 'level-silver']);
    await held(first, `early:${first.id}`, 'over');
    expect(tagsOf(first)).toEqual(['level-gold']);
    // The reward ends first.
    await held(second, `early:${second.id}`, 'over');
    expect(tagsOf(second)).toEqual(['level-silver']);
    await buys(second, '450.00');
    await sync(second);
    expect(tagsOf(second)).toEqual(['level-gold']);
  });

  it('Comes back when somebody takes the tag away by hand at Shopify', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, '150.00');
    await sync(member);
    shopify.world.customers.update(Number(member.customerId), { tags: [] });
    const { rows } = await pool().query(`SELECT 1 FROM outbox_tasks WHERE topic = 'sync_tier' AND subject = $1`, [
      member.id,
    ]);
    expect(rows).toHaveLength(0);
    const told = { customerId: `gid://shopify/Customer/${member.customerId}`, tags: ['Level-Silver', 'level-silver'] };
    expect(await deliver(doors, shopify.shop, 'customer.tags_removed', told)).toBe(200);
    await settle();
    await runNow({ shopId: shopify.shop.id, topic: 'sync_tier', subject: member.id });
    expect(tagsOf(member)).toEqual(['level-silver']);
  });

  it('T1: A birthday gift comes once a year, by the shop’s midnight, on 28 February for those of the 29th', async () => {
    const { shop } = shopify;
    const members: Record<string, Joined> = {};
    for (const birthday of ['02-28', '02-29', '03-01']) {
      const member = await shopify.joinedCustomer();
      await buys(member, '150.00');
      await pool().query('UPDATE members SET birthday = $3 WHERE shop_id = $1 AND id = $2', [
        shop.id,
        member.id,
        birthday,
      ]);
      members[birthday] = member;
    }
    const late = await shopify.joinedCustomer();
    await buys(late, '150.00');
    await pool().query(
      `UPDATE members SET birthday = '02-28', birthday_set_on = '2027-02-28' WHERE shop_id = $1 AND id = $2`,
      [shop.id, late.id],
    );
    const given = async (member: Joined | undefined) =>
      member ? (await gifts(member)).filter((text) => text.startsWith('tier_birthday')).length : -1;
    const counts = async () => [
      await given(members['02-28']),
      await given(members['02-29']),
      await given(members['03-01']),
      await given(late),
    ];
    // Copenhagen is an hour ahead of UTC in winter.
    await giveBirthdayRewards(new Date('2027-02-27T22:59:59Z'), 100);
    expect(await counts()).toEqual([0, 0, 0, 0]);
    for (const now of ['2027-02-27T23:00:00Z', '2027-02-28T10:00:00Z']) await giveBirthdayRewards(new Date(now), 100);
    expect(await counts()).toEqual([1, 1, 0, 0]);
    await giveBirthdayRewards(new Date('2027-03-03T10:00:00Z'), 100);
    expect(await counts()).toEqual([1, 1, 1, 0]);
    await watchTiers(new Date('2028-02-27T10:00:00Z'), 100);
    await giveBirthdayRewards(new Date('2028-02-28T10:00:00Z'), 100);
    // What was reached in 2026 held until the end of 2027: nobody is Silver by then.
    expect(await counts()).toEqual([1, 1, 1, 0]);
  });
});

describe('what is told of levels', () => {
  it('The member reads which level, why, until when and what comes next, in their language', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, '150.00');
    const live = await getPublished(shopify.shop.id);
    if (!live) throw new Error('the shop of the test has a program');
    const described = await describeTiers(shopify.shop, member.id, live, 'da', NOW);
    expect(described?.levels.map((level) => level.name)).toEqual(['Bronze', 'Sølv', 'Gold']);
    expect(described?.levels[1]?.perks.map((perk) => perk.kind)).toContain('free_shipping');
    expect(described?.member).toMatchObject({
      ...{ levelId: 'silver', source: 'qualified', until: '2027-12-31', windowEndsOn: '2026-12-31', value: 15_000 },
      next: { levelId: 'gold', missing: 35_000, progressPpm: 300_000 },
      toKeep: null,
    });
    expect(described?.member?.why.replace(/\s/g, ' ')).toBe(
      '150 kr. inden for året; Sølv kræver 100 kr. Det gælder til og med 31. december 2027.',
    );
    const history = await tierHistory(shopify.shop.id, member.id, live, 'en', 10);
    expect(history.map((entry) => entry.title)).toEqual(['Silver reached', 'Welcome to Bronze']);
    expect(await describeTiers(shopify.shop, null, live, 'en', NOW)).toMatchObject({ member: null });
  });

  it('A level that the merchant gives has a reason and an end, and the higher one counts', async () => {
    const { shop } = shopify;
    const member = await shopify.joinedCustomer();
    const request = { shopId: shop.id, memberId: member.id, actor: 'test', now: NOW };
    const give = (tierId: string | null, until: string | null, reason: string) =>
      giveLevel({ ...request, tierId, until, reason });
    expect(await give('gold', null, ' ')).toEqual({ ok: false, refusal: 'note_missing' });
    expect(await give('gold', '2026-11-20', 'A friend')).toEqual({ ok: false, refusal: 'date_past' });
    expect(await give('platinum', null, 'A friend')).toEqual({ ok: false, refusal: 'tier_unknown' });
    expect(await give('gold', '2026-12-24', 'A friend of the house')).toEqual({ ok: true });
    await buys(member, '150.00');
    const live = await getPublished(shop.id);
    if (!live) throw new Error('the shop of the test has a program');
    const now = async () => (await describeTiers(shop, member.id, live, 'en', NOW))?.member;
    expect(await now()).toMatchObject({ levelId: 'gold', source: 'merchant', until: '2026-12-24' });
    expect((await now())?.why).toBe('A friend of the house. It holds until December 24, 2026.');
    await watchTiers(new Date('2026-12-25T00:00:00Z'), 100);
    expect(await now()).toMatchObject({ levelId: 'silver', source: 'qualified' });
    expect((await tierHistory(shop.id, member.id, live, 'en', 1))[0]).toMatchObject({
      ...{ title: 'Gold has ended', text: 'The time for which the shop gave it is over. Silver from now on.' },
    });
    expect(await give('gold', null, 'Once more')).toEqual({ ok: true });
    expect(await give(null, null, '')).toEqual({ ok: true });
    expect(await now()).toMatchObject({ levelId: 'silver' });
    expect(await auditTiers()).toEqual([]);
  });
});
