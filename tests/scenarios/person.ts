/** Somebody in a scenario: buys at the sandbox's checkout or till, and acts as a member through the app proxy. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { findCustomer, findLineId, findSellingPlanId, findVariantId } from '#sandbox/control/find.ts';
import type { Order } from '#sandbox/world/order-types.ts';
import { pool } from '#app/db.server.ts';
import { handOver } from '#app/rewards/hand-over.server.ts';
import { proxyUrl } from '#tests/kit/door.ts';
import type { Life } from './life.ts';

/** SKUs and how many of each. */
export type Basket = Record<string, number>;

export interface Buying {
  codes?: string[];
  /** At the counter, by staff. */
  pos?: boolean;
  shippingRateId?: string;
  sellingPlan?: string;
  giftCardCodes?: string[];
  useStoreCredit?: boolean;
  requireCodes?: boolean;
  fulfilled?: boolean;
}

const givenSchema = z.object({ redemptionId: z.string(), code: z.string().nullable(), availablePoints: z.int() });

export interface Given {
  redemptionId: string;
  /** Empty for what has none. */
  code: string;
}

export interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { code: string; missingPoints?: number } };
}

export interface MemberPage {
  member: { availablePoints: number; pendingPoints: number; status: string } | null;
  rewards: { id: string; affordable: boolean; missingPoints: number }[];
  codes: { redemptionId: string; rewardId: string; kind: string; code: string | null; status: string }[];
}

export class Person {
  readonly life: Life;
  readonly customerId: number;
  readonly name: string;

  constructor(life: Life, customerId: number, name: string) {
    this.life = life;
    this.customerId = customerId;
    this.name = name;
  }

  async joins(): Promise<void> {
    const { status, body } = await this.posts('join', {});
    if (status !== 200) throw new Error(`Joining was refused: ${JSON.stringify(body)}`);
    await this.life.settle();
  }

  async buys(basket: Basket, buying: Buying = {}): Promise<Order> {
    const { world } = this.life;
    const { pos = false, shippingRateId = 'pakkeshop', sellingPlan, fulfilled = false, ...rest } = buying;
    this.life.tick();
    const sellingPlanId = sellingPlan === undefined ? null : findSellingPlanId(world, sellingPlan);
    let order = world.orders.place({
      ...rest,
      buyer: { customerId: this.customerId },
      lines: Object.entries(basket).map(([sku, quantity]) => ({
        variantId: findVariantId(world, sku),
        quantity,
        ...(sellingPlanId === null ? {} : { sellingPlanId }),
      })),
      shippingRateId: pos ? null : shippingRateId,
      // Everybody lives in a house of their own.
      ...(pos
        ? {}
        : {
            shippingAddress: { address1: `${this.name}s vej 1`, zip: '2200', city: 'København N', countryCode: 'DK' },
          }),
      ...(pos ? { sourceName: 'pos', gateway: 'cash' } : {}),
    });
    if (fulfilled) order = world.orders.fulfill(order.id);
    await this.life.settle();
    return order;
  }

  /** Brings units back; all of the order when nothing is named. */
  async returns(order: Order, basket?: Basket): Promise<void> {
    const { world } = this.life;
    this.life.tick();
    const current = world.orders.get(order.id) ?? order;
    const lines = basket
      ? Object.entries(basket).map(([sku, quantity]) => ({ lineId: findLineId(current, sku), quantity }))
      : current.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
    world.orders.refund(order.id, { lines: lines.map((line) => ({ ...line, restockType: 'return' as const })) });
    await this.life.settle();
  }

  /** What the store's page of the member shows. */
  async sees(): Promise<MemberPage> {
    const response = await fetch(proxyUrl(this.life.doors, this.life.shop, 'member', String(this.customerId)));
    return (await response.json()) as MemberPage;
  }

  async gets(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(proxyUrl(this.life.doors, this.life.shop, path, String(this.customerId)));
    return (await response.json()) as Record<string, unknown>;
  }

  async points(): Promise<number> {
    return (await this.sees()).member?.availablePoints ?? 0;
  }

  async pendingPoints(): Promise<number> {
    return (await this.sees()).member?.pendingPoints ?? 0;
  }

  async posts(path: string, body: unknown): Promise<Answer> {
    this.life.tick();
    const response = await fetch(proxyUrl(this.life.doors, this.life.shop, path, String(this.customerId)), {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer = { status: response.status, body: (await response.json()) as Answer['body'] };
    await this.life.settle();
    return answer;
  }

  /** @throws Error when it is refused. */
  async redeems(rewardId: string, steps?: number): Promise<Given> {
    const answer = await this.asksFor(rewardId, steps);
    if (answer.status !== 200) throw new Error(`"${rewardId}" was refused: ${JSON.stringify(answer.body)}`);
    const { redemptionId, code } = givenSchema.parse(answer.body);
    return { redemptionId, code: code ?? '' };
  }

  asksFor(rewardId: string, steps?: number): Promise<Answer> {
    return this.posts('redeem', { rewardId, requestId: randomUUID(), ...(steps === undefined ? {} : { steps }) });
  }

  /** Leaves for a network by the store's link, and comes back a minute later. */
  async leavesFor(kind: 'share' | 'follow', network: string): Promise<Answer> {
    const left = await this.posts('activities/leave', { kind, network });
    if (left.status !== 200) return left;
    return this.posts('activities/back', { token: left.body['token'] });
  }

  /** The member's own code for friends. */
  async referralCode(): Promise<string> {
    const { body } = await this.posts('referral', {});
    return z.object({ referral: z.object({ code: z.string() }) }).parse(body).referral.code;
  }

  /** Comes by a member's code. */
  comesBy(code: string): Promise<Answer> {
    return this.posts('referral/claim', { code });
  }

  /** The code of a reward that was given, not bought; null while there is none. */
  async codeOf(rewardId: string): Promise<string | null> {
    return (await this.sees()).codes.find((code) => code.rewardId === rewardId)?.code ?? null;
  }

  /** The same by the kind of reward: what a level brings has no reward's id. */
  async codeOfKind(kind: string): Promise<string | null> {
    return (await this.sees()).codes.find((code) => code.kind === kind)?.code ?? null;
  }

  /** Staff confirm at the counter that the member got what was redeemed. */
  async isHandedOver(rewardId: string): Promise<void> {
    this.life.tick();
    const ready = (await this.sees()).codes.find((code) => code.rewardId === rewardId);
    if (!ready) throw new Error(`There is no "${rewardId}" to hand over.`);
    const result = await handOver({
      shopId: this.life.shop.id,
      redemption: { id: ready.redemptionId },
      actor: 'staff',
      now: this.life.now,
    });
    if (!result.ok) throw new Error(`It cannot be handed over: ${result.refusal}`);
    await this.life.settle();
  }

  /** Titles of the badges that the member's page shows, in English. */
  async badges(): Promise<string[]> {
    const { badges } = (await this.gets('activities')) as { badges: { title: string }[] };
    return badges.map(({ title }) => title).sort();
  }

  /** The level that the member has, by its id in the program. */
  async level(): Promise<string | null> {
    return (await this.#row<{ tier_id: string | null }>('tier_id')).tier_id;
  }

  async memberId(): Promise<string> {
    return (await this.#row<{ id: string }>('id')).id;
  }

  tags(): string[] {
    return findCustomer(this.life.world, this.customerId).tags;
  }

  /** What is on the customer's store credit, in minor units of the shop's currency. */
  credit(): number {
    return this.life.world.credits
      .storeCreditAccounts(this.customerId)
      .reduce((sum, { balanceMinor }) => sum + balanceMinor, 0);
  }

  /** What the redemption has become: debited, ready, used, cancelling or returned. */
  async stateOf(rewardId: string): Promise<string[]> {
    const { rows } = await pool().query<{ state: string }>(
      `SELECT state FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND reward_id = $3 ORDER BY created_at, id`,
      [this.life.shop.id, await this.memberId(), rewardId],
    );
    return rows.map(({ state }) => state);
  }

  async #row<Row extends object>(columns: string): Promise<Row> {
    const { rows } = await pool().query<Row>(
      `SELECT ${columns} FROM members WHERE shop_id = $1 AND customer_id = $2 AND status <> 'merged'`,
      [this.life.shop.id, String(this.customerId)],
    );
    const [row] = rows;
    if (!row) throw new Error(`${this.name} is no member.`);
    return row;
  }
}
