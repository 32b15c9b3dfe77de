/** Orders: placing, paying, canceling, fulfilling. Refunds are in refunds.ts, edits in order-edits.ts, money in order-money.ts. */
import type { Context } from './context.ts';
import { cut, windowConditions } from './context.ts';
import type { Buyer, OrdersRoom, PlaceOrderInput, RefundInput } from './selling-contract.ts';
import { cleanTags } from './customers.ts';
import { Table } from './database.ts';
import { ZERO } from './money.ts';
import { editOrder } from './order-edits.ts';
import * as money from './order-money.ts';
import { buildOrder } from './order-placing.ts';
import type { OrderFacts } from './payload-line.ts';
import { orderEditPayload, orderPayload } from './payload-order.ts';
import { refundPayload } from './payload-refund.ts';
import { payOrder, sale, settleRefund } from './payments.ts';
import { addRefund, refundLinesOf, refundShippingOf } from './refunds.ts';
import { WorldRefusal, refuse } from './refusal.ts';
import type { Order, OrderLine, Refund } from './order-types.ts';
import type { Customer, Json, MoneySet } from './types.ts';

export class Orders implements OrdersRoom {
  readonly #context: Context;
  readonly #table: Table<Order>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<Order>(context.db, 'orders', {
      name: { type: 'TEXT', of: (order) => order.name, unique: true },
      token: { type: 'TEXT', of: (order) => order.token, unique: true },
      customer_id: { type: 'INTEGER', of: (order) => order.customerId },
      financial_status: { type: 'TEXT', of: (order) => order.financialStatus },
      created_at: { type: 'TEXT', of: (order) => order.createdAt },
      updated_at: { type: 'TEXT', of: (order) => order.updatedAt },
    });
  }

  get(id: number): Order | null {
    return this.#table.get(id);
  }

  byName(name: string): Order | null {
    return this.#table.first({ column: 'name', value: name.startsWith('#') ? name : `#${name}` });
  }

  byToken(token: string): Order | null {
    return this.#table.first({ column: 'token', value: token });
  }

  list(options: Parameters<OrdersRoom['list']>[0] = {}): Order[] {
    const { customerId, financialStatus, query, sortBy } = options;
    const conditions = windowConditions(options);
    if (customerId !== undefined) conditions.push({ column: 'customer_id', value: customerId });
    if (financialStatus) conditions.push({ column: 'financial_status', value: financialStatus });
    const found = this.#table.find(conditions, {
      ...options,
      ...(query ? { limit: undefined } : {}),
      orderBy: sortBy === 'updatedAt' ? 'updated_at' : undefined,
    });
    if (!query) return found;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = found.filter((order) => {
      const text = [order.name, order.email, ...order.tags, ...order.lines.map((line) => line.title)].join(' ');
      return words.every((word) => text.toLowerCase().includes(word));
    });
    return cut(matching, options);
  }

  count(options: { customerId?: number } = {}): number {
    return options.customerId === undefined
      ? this.#table.count()
      : this.#table.count({ column: 'customer_id', value: options.customerId });
  }

  originalTotals(order: Order): ReturnType<OrdersRoom['originalTotals']> {
    return money.originalTotals(order);
  }

  currentTotals(order: Order): ReturnType<OrdersRoom['currentTotals']> {
    return money.currentTotals(order);
  }

  netPayment(order: Order): MoneySet {
    return money.netPayment(order);
  }

  outstanding(order: Order): MoneySet {
    return money.outstanding(order);
  }

  refundable(order: Order): MoneySet {
    return money.netPayment(order);
  }

  lineFinal(line: OrderLine): MoneySet {
    return money.lineFinal(line);
  }

  suggestRefund(
    orderId: number,
    input: Pick<RefundInput, 'lines' | 'shipping'>,
  ): ReturnType<OrdersRoom['suggestRefund']> {
    const order = this.#require(orderId);
    const draft = {
      lines: refundLinesOf(order, input.lines ?? [], () => 0),
      shippingLines: refundShippingOf(
        order,
        input.shipping,
        () => 0,
        (minor) => this.#toPresentment(order, minor),
      ),
    };
    const total = money.refundSubtotal(order, draft);
    const limit = money.netPayment(order);
    return {
      lines: draft.lines,
      shipping: draft.shippingLines[0]?.subtotal ?? ZERO,
      total: total.shopMinor > limit.shopMinor ? limit : total,
    };
  }

  place(input: PlaceOrderInput): Order {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const { customer, email, isNew } = this.#buyer(input.buyer, input);
      if (input.lines.length === 0) refuse('INVALID', 'An order has at least one line.', ['lines']);
      const priced = world.pricing.priceCheckout({
        lines: input.lines,
        customerId: customer?.id ?? null,
        email,
        codes: input.codes ?? [],
        shippingRateId: input.shippingRateId ?? null,
        currencyCode: input.currencyCode,
        tipMinor: input.tipMinor,
      });
      if (priced.rejectedCodes.length > 0 && (input.requireCodes ?? true)) {
        throw new WorldRefusal(
          priced.rejectedCodes.map(({ message }) => ({ field: ['codes'], code: 'DISCOUNT_REJECTED', message })),
        );
      }
      const orderNumber = Number(this.#context.db.meta('lastOrderNumber') ?? 1000) + 1;
      this.#context.db.setMeta('lastOrderNumber', String(orderNumber));
      const order = buildOrder({ world, input, priced, customer, email, orderNumber });
      if (input.paid ?? true) payOrder(world, order, money.originalTotals(order).total, input, customer);
      order.financialStatus = money.financialStatusOf(order);
      this.#table.put(order);
      if (order.financialStatus === 'paid') this.#deliver(order);
      for (const application of order.discountApplications) {
        world.discounts.recordUse({
          discountId: application.discountId,
          code: application.kind === 'automatic' ? '' : application.code,
          orderId: order.id,
          customerId: order.customerId,
          email: order.email,
          usedAt: order.createdAt,
        });
      }
      this.#takeStock(order);
      if (customer && !isNew) world.customers.update(customer.id, {});
      this.#emit('orders/create', order);
      if (order.financialStatus === 'paid') this.#emit('orders/paid', order);
      return order;
    });
  }

  markPaid(id: number): Order {
    return this.#change(id, (order) => {
      const open = money.outstanding(order);
      if (order.cancelledAt !== null) refuse('INVALID', 'A canceled order cannot be marked as paid.', ['id']);
      if (open.shopMinor <= 0) refuse('INVALID', 'Order cannot be marked as paid.', ['id']);
      sale(this.#context.world(), order, open, 'manual');
      this.#deliver(order);
      this.#say(order, 'Marked as paid.');
      return ['orders/paid'];
    });
  }

  refund(id: number, input: RefundInput): { order: Order; refund: Refund } {
    let made: Refund | null = null;
    const order = this.#change(id, (changing) => {
      made = this.#addRefund(changing, input, 'refund');
      this.#say(changing, 'Refunded.');
      return [];
    });
    const refund = order.refunds.find((candidate) => candidate.id === made?.id);
    if (!refund) throw new Error('The refund was not stored.');
    return { order, refund };
  }

  cancel(id: number, options: Parameters<OrdersRoom['cancel']>[1] = {}): Order {
    return this.#change(id, (order) => {
      if (order.cancelledAt !== null) refuse('INVALID', 'Order has already been cancelled', ['orderId']);
      if (order.fulfillmentStatus !== null) refuse('INVALID', 'Cannot cancel a fulfilled order', ['orderId']);
      const refundMoney = options.refund ?? true;
      const restock = options.restock ?? true;
      if (refundMoney || restock) {
        const lines = order.lines
          .filter((line) => line.currentQuantity > 0)
          .map((line) => ({
            lineId: line.id,
            quantity: line.currentQuantity,
            restockType: restock ? ('cancel' as const) : ('no_restock' as const),
          }));
        const amountMinor = refundMoney ? money.netPayment(order).shopMinor : 0;
        this.#addRefund(
          order,
          { lines, shipping: { full: true }, amountMinor, note: options.staffNote ?? null },
          'cancel',
        );
      }
      order.cancelledAt = this.#now();
      order.closedAt = order.cancelledAt;
      order.cancelReason = options.reason ?? 'other';
      this.#say(order, `Canceled (${order.cancelReason}).`);
      return ['orders/cancelled'];
    });
  }

  edit(id: number, input: Parameters<OrdersRoom['edit']>[1]): Order {
    const world = this.#context.world();
    return this.#change(id, (order) => {
      const { edit, removed } = editOrder(order, input, world);
      if (removed.length > 0) {
        const restockType = input.restock ? ('cancel' as const) : ('no_restock' as const);
        const lines = removed.map((removal) => ({ ...removal, restockType }));
        this.#addRefund(order, { lines, amountMinor: 0, note: input.staffNote ?? null }, 'edit');
      }
      order.edits.push(edit);
      const open = money.outstanding(order);
      if (open.shopMinor > 0 && (input.collect ?? true) && money.received(order).shopMinor > 0) {
        sale(world, order, open, 'bogus');
      }
      this.#say(order, 'Edited.');
      world.webhooks.emit('orders/edited', orderEditPayload(edit, world.shop.get()));
      return [];
    });
  }

  fulfill(id: number, input: Parameters<OrdersRoom['fulfill']>[1] = {}): Order {
    return this.#change(id, (order) => {
      if (order.cancelledAt !== null) refuse('INVALID', 'A canceled order cannot be fulfilled.', ['id']);
      const open = (line: OrderLine): number => line.currentQuantity - line.fulfilledQuantity;
      const wanted =
        input.lines ??
        order.lines.filter((line) => open(line) > 0).map((line) => ({ lineId: line.id, quantity: open(line) }));
      if (wanted.length === 0) refuse('INVALID', 'There is nothing left to fulfill.', ['lines']);
      for (const { lineId, quantity } of wanted) {
        const line = order.lines.find((candidate) => candidate.id === lineId);
        if (!line || quantity < 1 || quantity > open(line))
          refuse('INVALID', 'This line has not that many open units.', ['lines']);
        line.fulfilledQuantity += quantity;
      }
      order.fulfillments.push({
        id: this.#context.db.nextId(),
        orderId: order.id,
        status: 'success',
        lines: wanted,
        trackingNumber: input.trackingNumber ?? null,
        createdAt: this.#now(),
      });
      order.fulfillmentStatus = order.lines.every((line) => open(line) <= 0) ? 'fulfilled' : 'partial';
      this.#say(order, order.fulfillmentStatus === 'fulfilled' ? 'Fulfilled.' : 'Partially fulfilled.');
      return [order.fulfillmentStatus === 'fulfilled' ? 'orders/fulfilled' : 'orders/partially_fulfilled'];
    });
  }

  update(id: number, changes: Parameters<OrdersRoom['update']>[1]): Order {
    return this.#change(id, (order) => {
      if (changes.note !== undefined) order.note = changes.note;
      if (changes.email !== undefined) order.email = changes.email;
      if (changes.tags !== undefined) order.tags = cleanTags(changes.tags);
      return [];
    });
  }

  /** Loads, changes, stores and announces: the topics that the change names, and always orders/updated. */
  #change(id: number, change: (order: Order) => string[]): Order {
    return this.#context.db.transaction(() => {
      const order = this.#require(id);
      const refundsBefore = order.refunds.length;
      const topics = change(order);
      order.updatedAt = this.#now();
      order.financialStatus = money.financialStatusOf(order);
      this.#table.put(order);
      for (const refund of order.refunds.slice(refundsBefore)) {
        this.#context.world().webhooks.emit('refunds/create', () => refundPayload(refund, this.#facts(order)));
      }
      for (const topic of [...topics, 'orders/updated']) this.#emit(topic, order);
      return order;
    });
  }

  #addRefund(order: Order, input: RefundInput, cause: Refund['cause']): Refund {
    const refund = addRefund(order, input, cause, {
      nextId: () => this.#context.db.nextId(),
      now: this.#now(),
      toPresentment: (minor) => this.#toPresentment(order, minor),
    });
    settleRefund(this.#context.world(), order, refund, input.storeCredit?.expiresAt ?? null);
    return refund;
  }

  /** What Shopify itself hands over when an order is paid: gift cards that were bought, and the contracts of subscriptions. */
  #deliver(order: Order): void {
    const { giftCards, log, shop, subscriptions } = this.#context.world();
    for (const line of order.lines.filter(({ isGiftCard }) => isGiftCard)) {
      for (let unit = 0; unit < line.currentQuantity; unit += 1) {
        const card = giftCards.create({
          amountMinor: line.unitPrice.shopMinor,
          customerId: order.customerId,
          orderId: order.id,
        });
        if (order.email) {
          const text = `${line.title}: ${card.code}`;
          log.sendMail({ to: order.email, subject: `${shop.get().name}: ${line.title}`, text });
        }
      }
    }
    if (!order.subscriptionContractId) subscriptions.begin(order);
  }

  #buyer(buyer: Buyer, input: PlaceOrderInput): { customer: Customer | null; email: string | null; isNew: boolean } {
    const { customers } = this.#context.world();
    if (buyer === null) return { customer: null, email: null, isNew: false };
    if ('customerId' in buyer) {
      const customer = customers.get(customers.resolveMerged(buyer.customerId));
      if (!customer) refuse('INVALID', 'Customer does not exist', ['buyer', 'customerId']);
      return { customer, email: customer.email, isNew: false };
    }
    const known = customers.byEmail(buyer.email);
    if (known) return { customer: known, email: buyer.email, isNew: false };
    const { email, firstName = null, lastName = null } = buyer;
    const customer = customers.create({
      email,
      firstName,
      lastName,
      locale: input.locale,
      address: input.shippingAddress,
    });
    return { customer, email, isNew: true };
  }

  #takeStock(order: Order): void {
    const { catalog } = this.#context.world();
    for (const line of order.lines) {
      const found = line.variantId === null ? null : catalog.variant(line.variantId);
      if (!found || found.variant.inventoryQuantity === null) continue;
      const inventoryQuantity = found.variant.inventoryQuantity - line.quantity;
      if (inventoryQuantity < 0) refuse('INSUFFICIENT_INVENTORY', `${line.name} is sold out.`, ['lines']);
      catalog.updateProduct(found.product.id, { variants: [{ id: found.variant.id, inventoryQuantity }] });
    }
  }

  #require(id: number): Order {
    return this.get(id) ?? refuse('NOT_FOUND', 'Order does not exist', ['id']);
  }

  #toPresentment(order: Order, shopMinor: number): number {
    return this.#context.world().shop.toPresentmentMinor(shopMinor, order.presentmentCurrencyCode);
  }

  #say(order: Order, message: string): void {
    order.timeline.push({ at: this.#now(), message });
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }

  #facts(order: Order): OrderFacts {
    const world = this.#context.world();
    return {
      order,
      shop: world.shop.get(),
      customer: order.customerId === null ? null : world.customers.get(order.customerId),
      productExists: (id) => id !== null && world.catalog.product(id) !== null,
    };
  }

  #emit(topic: string, order: Order): void {
    this.#context.world().webhooks.emit(topic, (): Json => orderPayload(this.#facts(order)));
  }
}
