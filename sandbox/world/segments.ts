/** Customer segments: saved queries, and who belongs to them at this moment. */
import type { Context } from './context.ts';
import { Table } from './database.ts';
import { currencyDecimals } from './money.ts';
import { refuse } from './refusal.ts';
import type { SegmentsRoom } from './retention-contract.ts';
import type { SegmentSubject } from './segment-query.ts';
import { parseSegmentQuery } from './segment-query.ts';
import type { Customer, Json, Segment } from './types.ts';

export class Segments implements SegmentsRoom {
  readonly #context: Context;
  readonly #table: Table<Segment>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<Segment>(context.db, 'segments', {
      name: { type: 'TEXT', of: ({ name }) => name.toLowerCase(), unique: true },
    });
  }

  get(id: number): Segment | null {
    return this.#table.get(id);
  }

  list(options: Parameters<SegmentsRoom['list']>[0] = {}): Segment[] {
    return this.#table.find([], options);
  }

  create(input: { name: string; query: string }): Segment {
    return this.#context.db.transaction(() => {
      const now = this.#now();
      const segment = { id: this.#context.db.nextId(), ...this.#checked(input, null), createdAt: now, updatedAt: now };
      this.#table.put(segment);
      this.#emit('segments/create', segment);
      return segment;
    });
  }

  update(id: number, changes: { name?: string; query?: string }): Segment {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      const segment = { ...before, ...this.#checked({ ...before, ...changes }, id), updatedAt: this.#now() };
      this.#table.put(segment);
      this.#emit('segments/update', segment);
      return segment;
    });
  }

  delete(id: number): void {
    this.#require(id);
    this.#table.delete(id);
    this.#context.world().webhooks.emit('segments/delete', { id });
  }

  isMember(segmentId: number, customer: Customer): boolean {
    const segment = this.get(segmentId);
    return segment !== null && this.#test(segment.query)(this.#subject(customer));
  }

  members(query: string): Customer[] {
    const test = this.#test(query);
    return this.#context
      .world()
      .customers.list()
      .filter((customer) => test(this.#subject(customer)));
  }

  #checked(input: { name: string; query: string }, ownId: number | null): { name: string; query: string } {
    const name = input.name.trim();
    if (name === '') refuse('BLANK', "Name can't be blank", ['name']);
    if (input.query.trim() === '') refuse('BLANK', "Query can't be blank", ['query']);
    const same = this.#table.first({ column: 'name', value: name.toLowerCase() });
    if (same && same.id !== ownId) refuse('TAKEN', 'Name has already been taken', ['name']);
    this.#test(input.query);
    return { name, query: input.query };
  }

  #test(query: string): (subject: SegmentSubject) => boolean {
    return parseSegmentQuery(query, this.#dateOf(this.#now()));
  }

  #subject(customer: Customer): SegmentSubject {
    const world = this.#context.world();
    const orders = world.orders.list({ customerId: customer.id });
    const statistics = world.customers.statistics(customer.id);
    const dates = orders.map((order) => this.#dateOf(order.processedAt)).sort();
    const { currencyCode } = world.shop.get();
    return {
      tags: customer.tags,
      numberOfOrders: statistics.numberOfOrders,
      amountSpent: statistics.amountSpentMinor / 10 ** currencyDecimals(currencyCode),
      emailSubscription: customer.emailMarketing.state,
      smsSubscription: customer.smsMarketing?.state ?? 'not_subscribed',
      accountStatus: customer.state,
      language: customer.locale,
      countries: customer.addresses.flatMap((address) => address.countryCode ?? []),
      addedOn: this.#dateOf(customer.createdAt),
      lastOrderOn: dates.at(-1) ?? null,
      firstOrderOn: dates[0] ?? null,
    };
  }

  /** The day in the shop's time zone. */
  #dateOf(instant: string): string {
    const { ianaTimezone } = this.#context.world().shop.get();
    return new Intl.DateTimeFormat('sv-SE', { timeZone: ianaTimezone }).format(new Date(instant));
  }

  #require(id: number): Segment {
    return this.get(id) ?? refuse('INVALID', 'Segment does not exist', ['id']);
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }

  #emit(topic: string, segment: Segment): void {
    const at = (instant: string): string => instant.replace('Z', '.000Z');
    const payload: Json = {
      id: segment.id,
      name: segment.name,
      query: segment.query,
      creationDate: at(segment.createdAt),
      lastEditDate: at(segment.updatedAt),
    };
    this.#context.world().webhooks.emit(topic, payload);
  }
}
