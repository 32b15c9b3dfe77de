/** Customer records and accounts: log-in, merging, deleting, the privacy topics. Guests have a record in state `disabled`. */
import type { Context } from './context.ts';
import { cut, windowConditions } from './context.ts';
import type { CustomersRoom, NewCustomer } from './contract.ts';
import { tellOfChanges } from './customer-changes.ts';
import { Table } from './database.ts';
import {
  customerDeletePayload,
  customerMergePayload,
  customerPayload,
  customerRedactPayload,
  dataRequestPayload,
} from './payload-customer.ts';
import { refuse } from './refusal.ts';
import type { Order } from './order-types.ts';
import type { Address, Customer, CustomerStatistics } from './types.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Fills an address with nulls where nothing was said. */
export function completeAddress(id: number, address: Partial<Omit<Address, 'id'>>): Address {
  return {
    id,
    firstName: null,
    lastName: null,
    company: null,
    address1: null,
    address2: null,
    city: null,
    zip: null,
    province: null,
    provinceCode: null,
    country: null,
    countryCode: null,
    phone: null,
    ...address,
  };
}

interface MergedCustomer {
  id: number;
  keptId: number;
}

export class Customers implements CustomersRoom {
  readonly #context: Context;
  readonly #table: Table<Customer>;
  readonly #merged: Table<MergedCustomer>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<Customer>(context.db, 'customers', {
      email: { type: 'TEXT', of: (customer) => customer.email?.toLowerCase() ?? null, unique: true },
      state: { type: 'TEXT', of: (customer) => customer.state },
      created_at: { type: 'TEXT', of: (customer) => customer.createdAt },
      updated_at: { type: 'TEXT', of: (customer) => customer.updatedAt },
    });
    this.#merged = new Table<MergedCustomer>(context.db, 'merged_customers');
  }

  get(id: number): Customer | null {
    return this.#table.get(id);
  }

  byEmail(email: string): Customer | null {
    return this.#table.first({ column: 'email', value: email.trim().toLowerCase() });
  }

  byPhone(phone: string): Customer | null {
    const digits = (text: string): string => text.replace(/[^\d+]/g, '');
    return this.#table.find().find((customer) => customer.phone && digits(customer.phone) === digits(phone)) ?? null;
  }

  list(options: Parameters<CustomersRoom['list']>[0] = {}): Customer[] {
    const conditions = windowConditions(options);
    if (options.state) conditions.push({ column: 'state', value: options.state });
    const { query, tag } = options;
    const filtered = query !== undefined || tag !== undefined;
    const found = this.#table.find(conditions, { ...options, ...(filtered ? { limit: undefined } : {}) });
    if (!filtered) return found;
    const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const matching = found.filter((customer) => {
      const text = [customer.firstName, customer.lastName, customer.email, customer.phone].join(' ').toLowerCase();
      const hasTag = tag === undefined || customer.tags.some((own) => own.toLowerCase() === tag.toLowerCase());
      return hasTag && words.every((word) => text.includes(word));
    });
    return cut(matching, options);
  }

  count(): number {
    return this.#table.count();
  }

  statistics(id: number): CustomerStatistics {
    const orders = this.#orders(id);
    const room = this.#context.world().orders;
    return {
      numberOfOrders: orders.length,
      amountSpentMinor: orders
        .filter((order) => order.cancelledAt === null)
        .reduce((sum, order) => sum + room.netPayment(order).shopMinor, 0),
      lastOrderId: orders.at(-1)?.id ?? null,
    };
  }

  create(input: NewCustomer): Customer {
    return this.#context.db.transaction(() => {
      const email = this.#checkedEmail(input.email ?? null, null);
      if (!email && !input.phone && !input.firstName && !input.lastName) {
        refuse('INVALID', 'A name, phone number, or email address must be present');
      }
      const now = this.#now();
      const address = input.address ? completeAddress(this.#context.db.nextId(), input.address) : null;
      const customer: Customer = {
        id: this.#context.db.nextId(),
        email,
        phone: input.phone ?? null,
        firstName: input.firstName ?? null,
        lastName: input.lastName ?? null,
        state: input.state ?? 'disabled',
        tags: cleanTags(input.tags ?? []),
        note: input.note ?? null,
        locale: input.locale ?? this.#context.world().shop.get().primaryLocale,
        taxExempt: false,
        verifiedEmail: email !== null,
        emailMarketing: {
          state: input.emailMarketingState ?? 'not_subscribed',
          optInLevel: input.emailMarketingState === 'subscribed' ? 'single_opt_in' : null,
          updatedAt: input.emailMarketingState ? now : null,
        },
        addresses: address ? [address] : [],
        defaultAddressId: address?.id ?? null,
        createdAt: now,
        updatedAt: now,
      };
      this.#table.put(customer);
      this.#emit('customers/create', customer);
      if (customer.state === 'enabled') this.#emit('customers/enable', customer);
      return customer;
    });
  }

  update(id: number, changes: Parameters<CustomersRoom['update']>[1]): Customer {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      const { email, address, tags, emailMarketingState, ...fields } = changes;
      const customer: Customer = { ...before, ...fields, updatedAt: this.#now() };
      if (email !== undefined) customer.email = this.#checkedEmail(email, id);
      if (tags !== undefined) customer.tags = cleanTags(tags);
      if (emailMarketingState !== undefined) {
        customer.emailMarketing = {
          ...before.emailMarketing,
          state: emailMarketingState,
          updatedAt: customer.updatedAt,
        };
      }
      if (address) {
        const added = completeAddress(this.#context.db.nextId(), address);
        customer.addresses = [...before.addresses, added];
        customer.defaultAddressId = added.id;
      }
      this.#table.put(customer);
      this.#emit('customers/update', customer);
      tellOfChanges(this.#context.world(), before, customer);
      if (before.state !== 'enabled' && customer.state === 'enabled') this.#emit('customers/enable', customer);
      if (before.state === 'enabled' && customer.state === 'disabled') this.#emit('customers/disable', customer);
      return customer;
    });
  }

  setConsent(id: number, consent: Parameters<CustomersRoom['setConsent']>[1]): Customer {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      const { channel, state } = consent;
      const hasAddress = channel === 'email' ? before.email : before.phone;
      if (!hasAddress) {
        refuse('INVALID', `${channel === 'email' ? 'Email' : 'Phone'} must be present to set marketing consent`, [
          channel,
        ]);
      }
      const previous = channel === 'email' ? before.emailMarketing : before.smsMarketing;
      const given = {
        state,
        optInLevel: consent.optInLevel ?? previous?.optInLevel ?? ('single_opt_in' as const),
        updatedAt: consent.updatedAt ?? this.#now(),
      };
      const field = channel === 'email' ? { emailMarketing: given } : { smsMarketing: given };
      const customer = this.#table.put({ ...before, ...field, updatedAt: this.#now() });
      this.#emit('customers/update', customer);
      tellOfChanges(this.#context.world(), before, customer);
      return customer;
    });
  }

  addTags(id: number, tags: string[]): Customer {
    return this.update(id, { tags: [...this.#require(id).tags, ...tags] });
  }

  removeTags(id: number, tags: string[]): Customer {
    const gone = new Set(tags.map((tag) => tag.trim().toLowerCase()));
    return this.update(id, { tags: this.#require(id).tags.filter((tag) => !gone.has(tag.toLowerCase())) });
  }

  logIn(email: string, options: Parameters<CustomersRoom['logIn']>[1] = {}): Customer {
    return this.#context.db.transaction(() => {
      const known = this.byEmail(email);
      if (!known) return this.create({ email, state: 'enabled', ...options });
      return known.state === 'enabled' ? known : this.update(known.id, { state: 'enabled' });
    });
  }

  delete(id: number, options: { force?: boolean } = {}): void {
    this.#context.db.transaction(() => {
      this.#require(id);
      if (!options.force && this.#orders(id).length > 0) {
        refuse('INVALID', 'Customer can’t be deleted because they have associated orders', ['id']);
      }
      this.#table.delete(id);
      this.#context.world().webhooks.emit('customers/delete', customerDeletePayload(id));
    });
  }

  merge(keptId: number, otherId: number, options: Parameters<CustomersRoom['merge']>[2] = {}): Customer {
    return this.#context.db.transaction(() => {
      if (keptId === otherId)
        refuse('INVALID_CUSTOMER_ID', 'A customer cannot be merged with itself.', ['customerTwoId']);
      const world = this.#context.world();
      const kept = this.#require(keptId);
      const other = this.#require(otherId);
      const accounts = [keptId, otherId].flatMap((id) => world.credits.storeCreditAccounts(id));
      if (accounts.some((account) => account.balanceMinor > 0)) {
        refuse('CUSTOMER_HAS_STORE_CREDIT', 'Customers with store credit can’t be merged.', ['customerOneId']);
      }
      const subscribed = [keptId, otherId].flatMap((id) =>
        world.subscriptions.list({ customerId: id, status: 'active' }),
      );
      if (subscribed.length > 0) {
        refuse('CUSTOMER_HAS_SUBSCRIPTIONS', 'Customers with subscriptions can’t be merged.', ['customerOneId']);
      }
      this.#context.db.run(
        'UPDATE orders SET customer_id = ?, body = json_set(body, ?, ?) WHERE customer_id = ?',
        keptId,
        '$.customerId',
        keptId,
        otherId,
      );
      this.#context.db.run(
        'UPDATE gift_cards SET customer_id = ?, body = json_set(body, ?, ?) WHERE customer_id = ?',
        keptId,
        '$.customerId',
        keptId,
        otherId,
      );
      this.#context.db.run(
        'UPDATE discount_uses SET customer_id = ?, body = json_set(body, ?, ?) WHERE customer_id = ?',
        keptId,
        '$.customerId',
        keptId,
        otherId,
      );
      this.#table.delete(otherId);
      this.#merged.put({ id: otherId, keptId });
      const email = options.emailFrom === 'other' ? other.email : kept.email;
      const merged: Customer = {
        ...kept,
        email: email ?? other.email,
        phone: kept.phone ?? other.phone,
        firstName: kept.firstName ?? other.firstName,
        lastName: kept.lastName ?? other.lastName,
        state: kept.state === 'enabled' || other.state === 'enabled' ? 'enabled' : kept.state,
        tags: cleanTags([...kept.tags, ...other.tags]),
        note: [kept.note, other.note].filter(Boolean).join('\n') || null,
        addresses: [...kept.addresses, ...other.addresses],
        defaultAddressId: kept.defaultAddressId ?? other.defaultAddressId,
        updatedAt: this.#now(),
      };
      this.#table.put(merged);
      world.webhooks.emit('customers/merge', customerMergePayload(keptId, otherId));
      this.#emit('customers/update', merged);
      if (options.alsoDelete) world.webhooks.emit('customers/delete', customerDeletePayload(otherId));
      return merged;
    });
  }

  mergeKeeps(oneId: number, twoId: number): number {
    const pair = [this.#require(oneId), this.#require(twoId)];
    const only = (keeps: (customer: Customer) => boolean): number | null => {
      const kept = pair.filter(keeps);
      return kept.length === 1 ? (kept[0]?.id ?? null) : null;
    };
    const consents = (customer: Customer): boolean =>
      customer.emailMarketing.state === 'subscribed' || customer.emailMarketing.state === 'pending';
    return (
      only((customer) => customer.email !== null) ??
      only((customer) => customer.state === 'enabled') ??
      only(consents) ??
      only((customer) => customer.state === 'invited') ??
      twoId
    );
  }

  resolveMerged(id: number): number {
    let current = id;
    for (let merged = this.#merged.get(current); merged; merged = this.#merged.get(current)) current = merged.keptId;
    return current;
  }

  requestData(id: number): void {
    const world = this.#context.world();
    const orderIds = this.#orders(id).map((order) => order.id);
    const payload = dataRequestPayload(this.#require(id), world.shop.get(), orderIds, this.#context.db.nextId());
    world.webhooks.emit('customers/data_request', payload);
  }

  redact(id: number): void {
    this.#context.db.transaction(() => {
      const world = this.#context.world();
      const customer = this.#require(id);
      const orders = this.#orders(id);
      const payload = customerRedactPayload(
        customer,
        world.shop.get(),
        orders.map((order) => order.id),
      );
      world.webhooks.emit('customers/redact', payload);
      this.#table.put({
        ...customer,
        email: null,
        phone: null,
        firstName: null,
        lastName: null,
        note: null,
        tags: [],
        state: 'disabled',
        addresses: [],
        defaultAddressId: null,
        emailMarketing: { state: 'redacted', optInLevel: null, updatedAt: this.#now() },
        smsMarketing: { state: 'redacted', optInLevel: null, updatedAt: this.#now() },
        updatedAt: this.#now(),
      });
      this.#context.db.run(
        `UPDATE orders SET body = json_set(body, '$.email', json('null'), '$.phone', json('null'),
           '$.shippingAddress', json('null'), '$.billingAddress', json('null')) WHERE customer_id = ?`,
        id,
      );
    });
  }

  #orders(customerId: number): Order[] {
    return this.#context.world().orders.list({ customerId });
  }

  #require(id: number): Customer {
    return this.get(id) ?? refuse('INVALID', 'Customer does not exist', ['id']);
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }

  #emit(topic: string, customer: Customer): void {
    const world = this.#context.world();
    world.webhooks.emit(topic, () => customerPayload(customer, world.shop.get()));
  }

  #checkedEmail(email: string | null, ownId: number | null): string | null {
    if (email === null || email.trim() === '') return null;
    const trimmed = email.trim();
    if (!EMAIL.test(trimmed) || trimmed.length > 255) refuse('INVALID', 'Email is invalid', ['email']);
    const holder = this.byEmail(trimmed);
    if (holder && holder.id !== ownId) refuse('TAKEN', 'Email has already been taken', ['email']);
    return trimmed;
  }
}

/** Tags without blanks and without doubles, which Shopify compares without regard to case. */
export function cleanTags(tags: string[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of tags) {
    const trimmed = tag.trim();
    if (trimmed !== '' && !seen.has(trimmed.toLowerCase())) seen.set(trimmed.toLowerCase(), trimmed);
  }
  return [...seen.values()];
}
