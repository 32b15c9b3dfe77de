/** Code discounts: creating and changing them with Shopify's refusals, their codes, their uses. Whether a code applies to a cart is decided in code-rules.ts. */
import { toInstant } from './clock.ts';
import type { Context } from './context.ts';
import { cut, windowConditions } from './context.ts';
import type { DiscountChanges, DiscountsRoom, NewDiscount } from './selling-contract.ts';
import { Table } from './database.ts';
import { toGid } from './gid.ts';
import { CODE_TAKEN, checkDiscount, codeProblem } from './discount-checks.ts';
import { summaryOf } from './discount-summary.ts';
import { discountNodeType, discountPayload } from './payload-catalog.ts';
import { shopTime } from './payload-format.ts';
import { refuse } from './refusal.ts';
import type { Discount, DiscountCode, DiscountStatus, DiscountUse } from './discount-types.ts';

interface StoredUse extends DiscountUse {
  id: number;
}

export class Discounts implements DiscountsRoom {
  readonly #context: Context;
  readonly #table: Table<Discount>;
  readonly #codes: Table<DiscountCode>;
  readonly #uses: Table<StoredUse>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<Discount>(context.db, 'discounts', {
      method: { type: 'TEXT', of: (discount) => discount.method ?? 'code' },
      created_at: { type: 'TEXT', of: (discount) => discount.createdAt },
      updated_at: { type: 'TEXT', of: (discount) => discount.updatedAt },
    });
    this.#codes = new Table<DiscountCode>(context.db, 'discount_codes', {
      code: { type: 'TEXT', of: ({ code }) => code.toUpperCase(), unique: true },
      discount_id: { type: 'INTEGER', of: ({ discountId }) => discountId },
    });
    this.#uses = new Table<StoredUse>(context.db, 'discount_uses', {
      discount_id: { type: 'INTEGER', of: ({ discountId }) => discountId },
      customer_id: { type: 'INTEGER', of: ({ customerId }) => customerId },
      used_at: { type: 'TEXT', of: ({ usedAt }) => usedAt },
    });
  }

  get(id: number): Discount | null {
    return this.#table.get(id);
  }

  byCode(code: string): { discount: Discount; code: DiscountCode } | null {
    const found = this.#codes.first({ column: 'code', value: code.trim().toUpperCase() });
    const discount = found ? this.get(found.discountId) : null;
    return found && discount ? { discount, code: found } : null;
  }

  list(options: Parameters<DiscountsRoom['list']>[0] = {}): Discount[] {
    const query = options.query?.toLowerCase();
    const found = this.#table.find(windowConditions(options), { ...options, limit: undefined }).filter((discount) => {
      if (options.status && this.status(discount) !== options.status) return false;
      if (options.appId !== undefined && discount.createdByAppId !== options.appId) return false;
      if (!query) return true;
      return (
        discount.title.toLowerCase().includes(query) ||
        this.codes(discount.id).some(({ code }) => code.toLowerCase().includes(query))
      );
    });
    return cut(found, options);
  }

  automatic(): Discount[] {
    return this.#table.find([{ column: 'method', value: 'automatic' }]);
  }

  count(): number {
    return this.#table.count();
  }

  codes(discountId: number, options: Parameters<DiscountsRoom['codes']>[1] = {}): DiscountCode[] {
    return this.#codes.find([{ column: 'discount_id', value: discountId }], options);
  }

  codeById(id: number): DiscountCode | null {
    return this.#codes.get(id);
  }

  countCodes(discountId: number): number {
    return this.#codes.count({ column: 'discount_id', value: discountId });
  }

  status(discount: Discount): DiscountStatus {
    const now = this.#now();
    if (discount.endsAt !== null && discount.endsAt <= now) return 'expired';
    return discount.startsAt > now ? 'scheduled' : 'active';
  }

  summary(discount: Discount): string {
    return summaryOf(discount, this.#context.world().shop.get());
  }

  useCount(discountId: number, code?: string): number {
    return this.#countUses(discountId, code, null);
  }

  asyncUseCount(discountId: number, code?: string): number {
    const world = this.#context.world();
    const until = new Date(world.clock.nowMs() - world.settings().asyncUsageLagMs).toISOString();
    return this.#countUses(discountId, code, `${until.slice(0, 19)}Z`);
  }

  uses(discountId: number): DiscountUse[] {
    return this.#uses.find([{ column: 'discount_id', value: discountId }]);
  }

  /** Orders book the use of a code; a cancelled order does not give it back, as at Shopify. */
  recordUse(use: DiscountUse): void {
    this.#uses.put({ id: this.#context.db.nextId(), ...use });
  }

  create(appId: number | null, input: NewDiscount): Discount {
    return this.#context.db.transaction(() => {
      const now = this.#now();
      const id = this.#context.db.nextId();
      const { code, ...rest } = input;
      const common = {
        id,
        startsAt: instantOf(input.startsAt, 'startsAt') ?? now,
        endsAt: instantOf(input.endsAt, 'endsAt'),
        context: input.context ?? { kind: 'all' as const },
        usageLimit: input.usageLimit ?? null,
        appliesOncePerCustomer: input.appliesOncePerCustomer ?? false,
        minimum: input.minimum ?? { kind: 'none' as const },
        combinesWith: input.combinesWith ?? { order: false, product: false, shipping: false },
        method: input.method ?? ('code' as const),
        purchases: input.purchases ?? { oneTime: true, subscription: false },
        createdByAppId: appId,
        createdAt: now,
        updatedAt: now,
      };
      const discount = completed(rest, common);
      this.#check(discount, code, null);
      this.#table.put(discount);
      if (discount.method !== 'automatic') {
        this.#codes.put({ id: this.#context.db.nextId(), discountId: id, code: code.trim(), createdAt: now });
      }
      this.#emit('discounts/create', discount);
      return discount;
    });
  }

  update(id: number, changes: DiscountChanges): Discount {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      const { code, ...fields } = changes;
      if (changes.startsAt !== undefined) fields.startsAt = instantOf(changes.startsAt, 'startsAt') ?? before.startsAt;
      if (changes.endsAt !== undefined) fields.endsAt = instantOf(changes.endsAt, 'endsAt');
      const discount = reclassified({ ...before, ...fields, updatedAt: this.#now() } as Discount);
      const [onlyCode] = this.codes(id, { limit: 1 });
      this.#check(discount, code ?? onlyCode?.code ?? '', onlyCode?.id ?? null);
      this.#table.put(discount);
      if (code !== undefined && onlyCode) this.#codes.put({ ...onlyCode, code: code.trim() });
      this.#emit('discounts/update', discount);
      return discount;
    });
  }

  deactivate(id: number): Discount {
    const now = this.#now();
    const before = this.#require(id);
    return this.#save({ ...before, startsAt: before.startsAt > now ? now : before.startsAt, endsAt: now });
  }

  activate(id: number): Discount {
    const now = this.#now();
    const before = this.#require(id);
    return this.#save({ ...before, startsAt: before.startsAt > now ? now : before.startsAt, endsAt: null });
  }

  delete(id: number): void {
    this.#context.db.transaction(() => {
      const world = this.#context.world();
      const gone = this.#require(id);
      for (const code of this.codes(id)) this.#codes.delete(code.id);
      this.#table.delete(id);
      world.webhooks.emit('discounts/delete', {
        admin_graphql_api_id: toGid(discountNodeType(gone), id),
        deleted_at: shopTime(this.#now(), world.shop.get().ianaTimezone),
      });
    });
  }

  addCodes(discountId: number, codes: string[]): ReturnType<DiscountsRoom['addCodes']> {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      this.#require(discountId);
      if (codes.length > 250) {
        refuse('MAX_INPUT_SIZE_EXCEEDED', 'The input array size is greater than the maximum allowed of 250.', [
          'codes',
        ]);
      }
      const result: ReturnType<DiscountsRoom['addCodes']> = { added: [], refused: [] };
      for (const code of codes) {
        const problem = codeProblem(code) ?? (this.byCode(code) ? { code: 'TAKEN', message: CODE_TAKEN } : null);
        if (problem) {
          result.refused.push({ code, message: problem.message });
          continue;
        }
        const added = this.#codes.put({
          id: this.#context.db.nextId(),
          discountId,
          code: code.trim(),
          createdAt: this.#now(),
        });
        result.added.push(added);
        world.webhooks.emit('discounts/redeemcode_added', {
          admin_graphql_api_id: toGid('DiscountCodeNode', discountId),
          redeem_code: { id: toGid('DiscountRedeemCode', added.id), code: added.code },
          updated_at: added.createdAt.replace('Z', '.000Z'),
        });
      }
      return result;
    });
  }

  #save(discount: Discount): Discount {
    return this.#context.db.transaction(() => {
      const saved = this.#table.put({ ...discount, updatedAt: this.#now() });
      this.#emit('discounts/update', saved);
      return saved;
    });
  }

  #countUses(discountId: number, code: string | undefined, until: string | null): number {
    const uses = this.#uses.find([{ column: 'discount_id', value: discountId }]);
    return uses.filter(
      (use) =>
        (code === undefined || use.code.toUpperCase() === code.toUpperCase()) &&
        (until === null || use.usedAt <= until),
    ).length;
  }

  #require(id: number): Discount {
    return this.get(id) ?? refuse('INVALID', 'Discount does not exist', ['id']);
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }

  #emit(topic: string, discount: Discount): void {
    const world = this.#context.world();
    world.webhooks.emit(topic, () => discountPayload(discount, this.status(discount), world.shop.get()));
  }

  #check(discount: Discount, code: string, ownCodeId: number | null): void {
    if (discount.method === 'automatic') return checkDiscount(this.#context.world(), discount, null, false);
    const holder = this.#codes.first({ column: 'code', value: code.trim().toUpperCase() });
    checkDiscount(this.#context.world(), discount, code, holder !== null && holder.id !== ownCodeId);
  }
}

/** Dates are compared as text, so they are all brought to UTC with whole seconds; null stays null. */
function instantOf(date: string | null | undefined, field: string): string | null {
  if (date === null || date === undefined) return null;
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? refuse('INVALID', 'This is not a date.', [field]) : toInstant(ms);
}

type Common = Pick<
  Discount,
  | 'id'
  | 'startsAt'
  | 'endsAt'
  | 'context'
  | 'usageLimit'
  | 'appliesOncePerCustomer'
  | 'minimum'
  | 'combinesWith'
  | 'method'
  | 'purchases'
  | 'createdByAppId'
  | 'createdAt'
  | 'updatedAt'
>;

type WithoutCode<T> = T extends unknown ? Omit<T, 'code'> : never;

function completed(input: WithoutCode<NewDiscount>, common: Common): Discount {
  switch (input.kind) {
    case 'basic':
      return reclassified({ ...input, ...common, discountClass: 'order' });
    case 'free_shipping':
      return {
        ...input,
        ...common,
        discountClass: 'shipping',
        maximumShippingPriceMinor: input.maximumShippingPriceMinor ?? null,
      };
    case 'bxgy':
      return { ...input, ...common, discountClass: 'product', usesPerOrderLimit: input.usesPerOrderLimit ?? null };
  }
}

/** A basic code over everything is an order discount, over chosen items a product discount. */
function reclassified(discount: Discount): Discount {
  if (discount.kind !== 'basic') return discount;
  return { ...discount, discountClass: discount.items.kind === 'all' ? 'order' : 'product' };
}
