/**
 * One history as it unfolds: takes the steps of a plan, lets them happen at Shopify (truth.ts), decides which event arrives
 * when, and keeps the model (model.ts) beside it. Between two pauses stands one deed that is no event of Shopify's.
 */
import { Model } from './model.ts';
import { fates } from './credit-stub.ts';
import { REWARD_COSTS, type Deed, type Delivery, type Phase } from './deeds.ts';
import { cashbackOf, hasAdditions, tiersOf, type Plan, type Step } from './plan.ts';
import type { TruthLine, TruthOrder, TruthRefund } from './truth.ts';

export class History {
  readonly plan: Plan;
  readonly model: Model;
  /** The orders at Shopify as of the present phase. */
  readonly orders: TruthOrder[] = [];
  private readonly late: Delivery[][] = [];
  private readonly isAccount: boolean[];
  /** Whom a customer was merged into, at Shopify. */
  private readonly mergedInto: (number | null)[];
  private readonly usedCodes = new Set<number>();
  private readonly redacted = new Set<number>();
  private nextStep = 0;
  private nextId = 1;
  private at = 1;

  constructor(plan: Plan) {
    this.plan = plan;
    const signupPoints = plan.hasMerges ? 0 : plan.signupPoints;
    this.model = new Model(
      plan.customers.length,
      { pointsPerUnit: plan.pointsPerUnit, unitMinor: plan.unitMinor },
      signupPoints,
      plan.redeemedPoints === 'returned',
      plan.pending === 'waits',
      tiersOf(plan),
      plan.goal,
      plan.hasMerges,
    );
    this.isAccount = plan.customers.map((kind) => kind !== 'guest');
    this.mergedInto = plan.customers.map(() => null);
    plan.customers.forEach((kind, customer) => {
      if (kind === 'member') this.model.arrive([{ kind: 'join', customer }]);
    });
  }

  /** The events up to the next deed, and the deed; null at the end. The caller then says with `done` how the deed went. */
  next(): Phase | null {
    const deliveries = this.late.shift() ?? [];
    let deed: Deed | null = null;
    let paused = false;
    while (this.nextStep < this.plan.steps.length && deed === null && !paused) {
      const step = this.plan.steps[this.nextStep++];
      if (!step) break;
      const outcome = this.take(step);
      if (outcome === 'pause') paused = true;
      else if (outcome && 'kind' in outcome) deed = outcome;
      else if (outcome) for (const delivery of outcome) this.schedule(delivery, step.late, deliveries);
    }
    if (deliveries.length === 0 && deed === null && this.late.length === 0 && this.nextStep >= this.plan.steps.length)
      return null;
    this.model.arrive(deliveries.map((delivery) => delivery.fact));
    return { deliveries, deed };
  }

  /** @param accepted whether the app did it. */
  done(deed: Deed, accepted: boolean): void {
    if (!accepted) return;
    switch (deed.kind) {
      case 'redeem':
        this.model.redemptions.push({
          customer: deed.customer,
          costPoints: deed.costPoints,
          state: 'debited',
          usedBy: null,
          debitedAgain: false,
        });
        return;
      case 'make_code': {
        const redemption = this.model.redemptions[deed.redemption];
        if (redemption?.state === 'debited') redemption.state = deed.answer === 'refused' ? 'returned' : 'ready';
        return;
      }
      case 'take_back': {
        const redemption = this.model.redemptions[deed.redemption];
        if (redemption && !deed.wasUsed) redemption.state = 'returned';
        return;
      }
      case 'adjust':
        return this.model.adjust(deed.customer, deed.points);
      case 'block':
        return this.model.setBlocked(deed.customer, deed.blocked);
      case 'pay':
      case 'spend':
        return;
      case 'redact':
        // From now on Shopify names nobody, also when it is asked for an order.
        for (const one of this.orders) if (one.customer === deed.customer) one.anonymous = true;
        return this.model.forget(deed.customer);
      case 'publish':
        this.model.terms = { pointsPerUnit: deed.pointsPerUnit, unitMinor: deed.unitMinor };
        this.model.changeLevels(tiersOf(this.plan, deed.isSecond));
        return;
    }
  }

  private schedule(delivery: Delivery, late: number, now: Delivery[]): void {
    // What an edit makes known is asked for at once, so that nothing of an edited order can be late.
    const order = 'order' in delivery.fact ? delivery.fact.order : null;
    const isEdited =
      delivery.edited ||
      (order?.edited ?? false) ||
      (delivery.fact.kind === 'refund' && this.orderById(delivery.fact.orderId)?.edited);
    if (late === 0 || isEdited || delivery.fact.kind === 'join' || delivery.fact.kind === 'merge') {
      now.push(delivery);
      return;
    }
    while (this.late.length < late) this.late.push([]);
    this.late[late - 1]?.push(delivery);
  }

  private orderById(id: number): TruthOrder | undefined {
    return this.orders.find((order) => order.id === id);
  }

  /** Who the customer is at Shopify by now. */
  living(customer: number): number {
    let at = customer;
    for (let next = this.mergedInto[at]; next !== null && next !== undefined; next = this.mergedInto[at]) at = next;
    return at;
  }

  /** The same order as the Admin API tells it by now; null for one that was never edited: nobody has to ask for it. */
  editedOrder(id: number): TruthOrder | null {
    const order = this.orderById(id);
    return order?.edited ? order : null;
  }

  private customer(number: number): number {
    return this.living(number % this.plan.customers.length);
  }

  private take(step: Step): Deed | Delivery[] | 'pause' | null {
    const isOfPerson = ['order', 'join', 'merge', 'redeem', 'adjust', 'block', 'redact'].includes(step.kind);
    if (isOfPerson && this.redacted.has(this.customer(step.a))) return null;
    if (step.kind === 'merge' && this.redacted.has(this.customer(step.b))) return null;
    const order = this.orders[step.a % Math.max(1, this.orders.length)];
    const redemption = step.a % Math.max(1, this.model.redemptions.length);
    const wish = this.model.redemptions[redemption];
    // Nothing more is asked for in the name of a person who was forgotten.
    if (wish && this.redacted.has(this.living(wish.customer)) && /code|take_back/.test(step.kind)) return null;
    switch (step.kind) {
      case 'order':
        return this.place(step, null);
      case 'use_code': {
        // A code that lives, or one that a checkout still held when it was taken back.
        if (!wish || wish.state === 'debited' || wish.state === 'used' || this.usedCodes.has(redemption)) return null;
        if (wish.state === 'returned' && step.b % 3 !== 0) return null;
        this.usedCodes.add(redemption);
        return this.place({ ...step, a: wish.customer }, redemption);
      }
      case 'refund':
        return order && !order.cancelled && order.paid ? this.refund(order, step) : null;
      case 'cancel':
        return order && !order.cancelled ? this.cancel(order) : null;
      case 'edit':
        return order && !order.cancelled && order.paid ? this.edit(order, step) : null;
      case 'grow':
        return order && !order.cancelled && order.paid ? this.growLine(order, step) : null;
      case 'join': {
        const customer = this.customer(step.a);
        this.isAccount[customer] = true;
        return [{ topic: 'customers/update', fact: { kind: 'join', customer }, edited: false }];
      }
      case 'merge': {
        const [kept, deleted] = [this.customer(step.a), this.customer(step.b)];
        if (!this.plan.hasMerges || kept === deleted) return null;
        this.mergedInto[deleted] = kept;
        for (const one of this.orders) if (one.customer === deleted) one.customer = kept;
        return [{ topic: 'customers/merge', fact: { kind: 'merge', kept, deleted }, edited: false }];
      }
      case 'redeem':
        return {
          kind: 'redeem',
          customer: this.customer(step.a),
          costPoints: REWARD_COSTS[step.b % REWARD_COSTS.length] ?? 20,
        };
      case 'make_code':
        return wish?.state === 'debited'
          ? {
              kind: 'make_code',
              redemption,
              answer: (['made', 'made', 'refused', 'lost'] as const)[step.b % 4] ?? 'made',
            }
          : null;
      case 'take_back':
        if (!wish || (wish.state !== 'ready' && wish.state !== 'debited')) return null;
        return {
          kind: 'take_back',
          redemption,
          isMade: wish.state === 'ready',
          wasUsed: wish.state === 'ready' && this.usedCodes.has(redemption),
        };
      case 'adjust':
        return { kind: 'adjust', customer: this.customer(step.a), points: (step.b % 200) - 80 || 1 };
      case 'block': {
        const customer = this.customer(step.a);
        // Whether a guest's orders count while blocked depends on when the guest joined; such histories have no guests.
        if (this.plan.hasMerges || this.plan.customers.includes('guest') || this.plan.tiers || this.plan.goal)
          return null;
        return { kind: 'block', customer, blocked: !this.model.blocked(customer) };
      }
      case 'redact': {
        const customer = this.customer(step.a);
        // One person of a history in three asks for it.
        if (step.b % 3 !== 0) return null;
        this.redacted.add(customer);
        const orders = this.orders.filter((one) => one.customer === customer);
        return { kind: 'redact', customer, orderIds: orders.map(({ id }) => id) };
      }
      case 'publish':
        return {
          kind: 'publish',
          pointsPerUnit: 1 + (step.a % 9),
          unitMinor: hasAdditions(this.plan) ? 1 : ([1, 3, 50, 100][step.b % 4] ?? 1),
          isSecond: step.c % 2 === 0,
        };
      case 'pay':
        return cashbackOf(this.plan) ? { kind: 'pay', answer: fates[step.b % fates.length] ?? 'made' } : null;
      case 'spend':
        return cashbackOf(this.plan) ? { kind: 'spend', account: step.a, perCent: 20 * (1 + (step.b % 5)) } : null;
      case 'pause':
        return 'pause';
    }
  }

  private place(step: Step, redemption: number | null): Delivery[] {
    const customer = this.customer(step.a);
    const id = 1000 + this.nextId++;
    const lines = Array.from({ length: 1 + (step.b % 3) }, (_, index) => lineOf(id, index, step));
    const order: TruthOrder = {
      id,
      customer,
      state: this.isAccount[customer] ? 'enabled' : 'disabled',
      lines,
      // Now and then more than the goods: what goes back of it must count against none of them.
      shippingMinor: step.c % 3 === 0 ? (step.c % 2 === 0 ? 490 : 31_000) : 0,
      shippingRefunded: 0,
      looseRefunded: 0,
      refunds: [],
      paid: redemption !== null || step.c % 12 !== 0,
      cancelled: false,
      edited: false,
      redemption,
      placedAt: this.at,
      at: this.at++,
      abroad: step.b % 2 === 1 && Boolean(cashbackOf(this.plan)?.abroad),
      anonymous: false,
    };
    this.orders.push(order);
    return order.paid ? [this.snapshot('orders/paid', order)] : [];
  }

  private refund(order: TruthOrder, step: Step): Delivery[] | null {
    const refund: TruthRefund = {
      id: 500_000 + this.nextId++,
      lines: [],
      looseMinor: 0,
      shippingMinor: 0,
      withoutMoney: false,
      at: this.at++,
    };
    if (step.b % 3 !== 0) {
      for (const line of order.lines) {
        const quantity = Math.min(line.quantity - line.removed, (step.b + line.id) % 3);
        if (quantity > 0) this.takeItems(line, quantity, refund);
      }
    }
    if (step.b % 4 === 0) {
      // What an edit took out without money is still owed to the buyer.
      const owed = order.refunds
        .filter((earlier) => earlier.withoutMoney)
        .flatMap((earlier) => earlier.lines)
        .reduce((sum, line) => sum + line.subtotalMinor, 0);
      const left = order.lines.reduce((sum, line) => sum + line.amountMinor - line.refundedItems, owed);
      refund.looseMinor = Math.max(0, Math.min(left - order.looseRefunded, step.c * 3));
      order.looseRefunded += refund.looseMinor;
    }
    // The shipping alone, where the numbers chose neither items nor money.
    if (step.c % 5 === 0 || refund.lines.length + refund.looseMinor === 0) {
      refund.shippingMinor = order.shippingMinor - order.shippingRefunded;
      order.shippingRefunded = order.shippingMinor;
    }
    if (refund.lines.length === 0 && refund.looseMinor + refund.shippingMinor === 0) return null;
    order.refunds.push(refund);
    order.at = this.at++;
    return [{ topic: 'refunds/create', fact: { kind: 'refund', orderId: order.id, refund }, edited: false }];
  }

  private takeItems(line: TruthLine, quantity: number, refund: TruthRefund): void {
    line.removed += quantity;
    const subtotalMinor = Math.floor((line.amountMinor * line.removed) / line.quantity) - line.refundedItems;
    line.refundedItems += subtotalMinor;
    refund.lines.push({ lineId: line.id, quantity, subtotalMinor });
  }

  private cancel(order: TruthOrder): Delivery[] {
    order.cancelled = true;
    order.at = this.at++;
    return [this.snapshot('orders/cancelled', order)];
  }

  private edit(order: TruthOrder, step: Step): Delivery[] | null {
    // Points that bought a discount stay returned, also where more goods would have made their share smaller.
    if (step.c % 2 === 0 && hasAdditions(this.plan) && order.redemption === null) return this.addLine(order, step);
    const line = order.lines[step.b % order.lines.length];
    if (!line || line.removed >= line.quantity) return null;
    const refund: TruthRefund = {
      id: 500_000 + this.nextId++,
      lines: [],
      looseMinor: 0,
      shippingMinor: 0,
      withoutMoney: true,
      at: this.at++,
    };
    this.takeItems(line, 1 + (step.c % (line.quantity - line.removed)), refund);
    order.refunds.push(refund);
    return [
      ...this.edited(order),
      { topic: 'refunds/create', fact: { kind: 'refund', orderId: order.id, refund }, edited: false },
    ];
  }

  private addLine(order: TruthOrder, step: Step): Delivery[] {
    order.lines.push({ ...lineOf(order.id, order.lines.length, step), giftCard: false });
    return this.edited(order);
  }

  private growLine(order: TruthOrder, step: Step): Delivery[] | null {
    const line = order.lines[step.b % order.lines.length];
    if (!line || !hasAdditions(this.plan) || order.redemption !== null) return null;
    const by = 1 + (step.c % 3);
    // The further ones cost what one does; where a discount made up for the odd units, a little more than those before.
    line.amountMinor += by * Math.ceil(line.amountMinor / line.quantity);
    line.quantity += by;
    return this.edited(order);
  }

  private edited(order: TruthOrder): Delivery[] {
    order.edited = true;
    order.at = this.at++;
    // Reading an order from the Admin API makes nobody a member: it does not tell whether the buyer has an account.
    return [{ ...this.snapshot('orders/edited', { ...order, state: 'disabled' }), edited: true }];
  }

  private snapshot(topic: string, order: TruthOrder): Delivery {
    return { topic, fact: { kind: 'snapshot', order: structuredClone(order) }, edited: false };
  }
}

function lineOf(orderId: number, index: number, step: Step): TruthLine {
  const number = step.b * 31 + step.c * 7 + index * 101;
  return {
    id: orderId * 10 + index,
    quantity: 1 + (number % 4),
    removed: 0,
    amountMinor: (number * 37) % 20_011,
    giftCard: number % 11 === 0,
    refundedItems: 0,
  };
}
