/**
 * Plays four months of a shop's life through the real doors, into the database of DATABASE_URL and the sandbox's file that is
 * given: people join, buy, check in, answer, recommend, redeem, bring back, and guests buy. A process of its own, because its clock is moved.
 */
import { openWorld, type World } from '#sandbox/world/world.ts';
import { findCollection, findProduct, findVariantId } from '#sandbox/control/find.ts';
import { Random } from '#sandbox/seed/random.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import { shopifyOrigin, closeShopifyAddress } from '#tests/kit/shopify-address.ts';

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 120;
const realNowMs = () => performance.timeOrigin + performance.now();
let nowMs = realNowMs();
/** `Date` as the life has it; timers and the database's clock go on as they are. */
globalThis.Date = new Proxy(Date, {
  construct: (date, given: number[]) => Reflect.construct(date, given.length === 0 ? [nowMs] : given) as Date,
  get: (date, name) => (name === 'now' ? () => nowMs : (Reflect.get(date, name) as unknown)),
});
process.env.SHOPIFY_ADDRESS_OVERRIDE = shopifyOrigin;
const [file] = process.argv.slice(2);
if (!file) throw new Error('Give the path of the sandbox’s file.');

// Whatever reads the environment or the clock is loaded after both are set.
const { openDoors } = await import('#tests/kit/door.ts');
const { closeDatabase, pool } = await import('#app/db.server.ts');
const { connect, openShop } = await import('#tests/scenarios/opening.ts');
const { Life } = await import('#tests/scenarios/life.ts');
const { Person } = await import('#tests/scenarios/person.ts');
const { richProgram } = await import('./rich-program.ts');

const beginMs = nowMs - DAYS * DAY_MS;
const setClock = (ms: number) => void (nowMs = ms);
setClock(beginMs);
const world = openWorld({ file, startAt: new Date(beginMs).toISOString(), frozen: true, realNowMs });
seedWorld(world, { pastOrders: 80 });
const doors = await openDoors();
connect(world, doors);
const life = new Life(world, await openShop(world, programFor(world)), doors, setClock);
const { name, primaryLocale } = world.shop.get();
await pool().query('UPDATE shops SET name = $2, primary_locale = $3 WHERE id = $1', [
  life.shop.id,
  name,
  primaryLocale,
]);
await life.settle();
await play();
await life.settle();
world.clock.moveTo(new Date(realNowMs()).toISOString());
world.clock.run();
await doors.close();
await closeDatabase();
await closeShopifyAddress();
world.close();

function programFor(shopWorld: World) {
  return richProgram({
    currencyCode: shopWorld.shop.get().currencyCode,
    today: new Date().toISOString().slice(0, 10),
    freeProductIds: [String(findProduct(shopWorld, 'PR-50').id)],
    membershipProductIds: [String(findProduct(shopWorld, 'KLUB-AAR').id)],
    collectionIds: [String(findCollection(shopWorld, 'kaffe').id)],
  });
}

async function play(): Promise<void> {
  const random = new Random(7);
  const goods = ['NE-250', 'NE-1000', 'HK-250', 'SV-SORT', 'KL-HAV', 'KF-100'].filter(isSold);
  const customers = world.customers.list({ limit: 250 }).filter(({ state }) => state === 'enabled');
  const people = customers.map(({ id, firstName }) => new Person(life, id, firstName ?? 'Maja'));
  // Those who never join have their own chances, so that they change nothing of what the members do.
  const strangers = new Random(11);
  const posters = [await life.poster('Elmegade 9'), await life.poster('Torvehallerne')];
  const joined: InstanceType<typeof Person>[] = [];
  for (let day = 0; day < DAYS; day++) {
    const evening = beginMs + (day + 1) * DAY_MS;
    const coming = day < 3 ? 3 : random.chance(0.35) ? 1 : 0;
    for (let n = 0; n < coming; n++) {
      const person = people.shift();
      if (!person) break;
      const advocate = joined.length > 4 && random.chance(0.3) ? random.pick(joined) : null;
      await person.joins();
      if (advocate) await person.comesBy(await advocate.referralCode());
      joined.push(person);
      if (random.chance(0.4)) await person.posts('activities/birthday', { birthday: '11-24' });
    }
    for (let n = random.whole(1, 3); n > 0; n--) {
      const person = joined[Math.floor(joined.length * random.next() ** 1.6)];
      if (person) await visit(person, random, goods, posters);
    }
    if (strangers.chance(0.5)) await guestBuys(strangers, goods);
    const left = evening - life.now.getTime();
    if (left > 0) life.tick(left);
    if (day % 7 === 6 || day > DAYS - 3) await life.runJobs();
    await life.settle();
  }
}

function isSold(sku: string): boolean {
  try {
    return Boolean(findProduct(world, sku));
  } catch {
    return false;
  }
}

/** Somebody without an account, now and then the same person again. */
async function guestBuys(random: Random, goods: string[]): Promise<void> {
  life.tick();
  const order = world.orders.place({
    buyer: { email: `guest-${random.whole(1, 25)}@example.com` },
    lines: [{ variantId: findVariantId(world, random.pick(goods)), quantity: random.whole(1, 2) }],
    shippingRateId: 'pakkeshop',
    shippingAddress: { address1: 'Havnegade 1', zip: '8000', city: 'Aarhus C', countryCode: 'DK' },
  });
  if (random.chance(0.8)) world.orders.fulfill(order.id);
  await life.settle();
}

/** One member comes by and does what members do; what is refused is refused. */
async function visit(
  person: InstanceType<typeof Person>,
  random: Random,
  goods: string[],
  posters: string[],
): Promise<void> {
  const kind = random.next();
  if (kind < 0.7) {
    const basket = { [random.pick(goods)]: random.whole(1, 3), [random.pick(goods)]: 1 };
    const { codes } = await person.sees();
    const ready = codes.find(({ status, code, kind }) => status === 'ready' && code !== null && kind !== 'service');
    const used = ready?.code && random.chance(0.6) ? [ready.code] : [];
    const order = await person.buys(basket, { codes: used, requireCodes: false, fulfilled: random.chance(0.8) });
    if (random.chance(0.07)) await person.returns(order);
  } else if (kind < 0.85) {
    await person.posts('activities/check-in', { code: random.pick(posters) });
  } else {
    const score = random.pick([10, 9, 9, 8, 4]);
    await person.posts('activities/survey', {
      score,
      ...(score < 6 ? { comment: 'Pakken kom to dage for sent, og kaffen var malet.' } : {}),
    });
  }
  if (random.chance(0.25)) {
    const { rewards } = await person.sees();
    const affordable = rewards.filter((reward) => reward.affordable);
    if (affordable.length > 0) await person.asksFor(random.pick(affordable).id);
  }
}
