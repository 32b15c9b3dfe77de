/** Metafields of every owner, with app-reserved namespaces and their access control, and metafield definitions. */
import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import { cut } from './context.ts';
import type { MetafieldInput, MetafieldsRoom } from './contract.ts';
import { Table } from './database.ts';
import { parseMinor } from './money.ts';
import { WorldRefusal, refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Metafield, MetafieldDefinition, MetafieldOwner } from './types.ts';

const NAMESPACE = /^[A-Za-z0-9_:$-]{3,255}$/;
const KEY = /^[A-Za-z0-9_-]{2,64}$/;
const RESERVED = /^app--(\d+)(--|$)/;
const TYPES = new Set([
  'boolean',
  'color',
  'date',
  'date_time',
  'dimension',
  'email',
  'id',
  'json',
  'link',
  'money',
  'multi_line_text_field',
  'number_decimal',
  'number_integer',
  'rating',
  'rich_text_field',
  'single_line_text_field',
  'url',
  'volume',
  'weight',
  'customer_reference',
  'product_reference',
  'variant_reference',
  'collection_reference',
  'file_reference',
]);

type Key = MetafieldOwner & { namespace: string; key: string };

function lookup({ ownerType, ownerId, namespace, key }: Key): string {
  return `${ownerType}/${ownerId}/${namespace}/${key}`;
}

export class Metafields implements MetafieldsRoom {
  readonly #context: Context;
  readonly #table: Table<Metafield>;
  readonly #definitions: Table<MetafieldDefinition>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<Metafield>(context.db, 'metafields', {
      lookup: { type: 'TEXT', of: lookup, unique: true },
      owner: { type: 'TEXT', of: (metafield) => `${metafield.ownerType}/${metafield.ownerId}` },
    });
    this.#definitions = new Table<MetafieldDefinition>(context.db, 'metafield_definitions', {
      lookup: { type: 'TEXT', of: ({ ownerType, namespace, key }) => `${ownerType}/${namespace}/${key}`, unique: true },
    });
  }

  resolveNamespace(appId: number, namespace: string | null | undefined): string {
    if (!namespace || namespace === '$app') return `app--${appId}`;
    return namespace.startsWith('$app:') ? `app--${appId}--${namespace.slice('$app:'.length)}` : namespace;
  }

  set(appId: number | null, inputs: MetafieldInput[]): Metafield[] {
    if (inputs.length > 25) {
      refuse('LESS_THAN_OR_EQUAL_TO', 'Exceeded the maximum metafields input limit of 25.', ['metafields']);
    }
    return this.#context.db.transaction(() => {
      const refusals: Refusal[] = [];
      const written = inputs.flatMap((input, index) => {
        try {
          return [this.#setOne(appId, input)];
        } catch (error) {
          if (!(error instanceof WorldRefusal)) throw error;
          for (const refusal of error.refusals) {
            refusals.push({ ...refusal, field: ['metafields', String(index), ...(refusal.field ?? [])] });
          }
          return [];
        }
      });
      if (refusals.length > 0) throw new WorldRefusal(refusals);
      return written;
    });
  }

  get(appId: number | null, owner: MetafieldOwner, namespace: string | null, key: string): Metafield | null {
    const metafield = this.#find({ ...owner, namespace: this.#resolve(appId, namespace), key });
    return metafield && this.#mayRead(appId, metafield) ? metafield : null;
  }

  list(appId: number | null, owner: MetafieldOwner, options: Parameters<MetafieldsRoom['list']>[2] = {}): Metafield[] {
    const namespace = options.namespace === undefined ? null : this.#resolve(appId, options.namespace);
    const keys = options.keys?.map((key) => {
      const dot = key.lastIndexOf('.');
      return dot < 0 ? key : `${this.#resolve(appId, key.slice(0, dot))}.${key.slice(dot + 1)}`;
    });
    const found = this.#table
      .find([{ column: 'owner', value: `${owner.ownerType}/${owner.ownerId}` }], { ...options, limit: undefined })
      .filter((metafield) => this.#mayRead(appId, metafield))
      .filter((metafield) => namespace === null || metafield.namespace === namespace)
      .filter(
        (metafield) =>
          !keys || keys.includes(`${metafield.namespace}.${metafield.key}`) || keys.includes(metafield.key),
      );
    return cut(found, options);
  }

  delete(appId: number | null, keys: Key[]): Metafield[] {
    return this.#context.db.transaction(() =>
      keys.flatMap((key) => {
        const metafield = this.#find({ ...key, namespace: this.#resolve(appId, key.namespace) });
        if (!metafield) return [];
        this.#requireWrite(appId, metafield.ownerType, metafield.namespace);
        this.#table.delete(metafield.id);
        return [metafield];
      }),
    );
  }

  /** What belongs to an installation goes with it. */
  deleteOfOwner(owner: MetafieldOwner): void {
    for (const metafield of this.#table.find([{ column: 'owner', value: `${owner.ownerType}/${owner.ownerId}` }])) {
      this.#table.delete(metafield.id);
    }
  }

  byId(id: number): Metafield | null {
    return this.#table.get(id);
  }

  digest(metafield: Metafield): string {
    return createHash('sha256').update(`${metafield.type}:${metafield.value}`).digest('hex');
  }

  createDefinition(appId: number | null, input: Omit<MetafieldDefinition, 'id' | 'appId'>): MetafieldDefinition {
    const namespace = this.#resolve(appId, input.namespace);
    if (this.definitions(input.ownerType, { namespace, key: input.key }).length > 0) {
      refuse('TAKEN', `Key is in use for ${input.ownerType} metafields on the '${namespace}' namespace.`, [
        'definition',
        'key',
      ]);
    }
    if (!this.#isType(input.type))
      refuse('INVALID', 'Type name is not a valid metafield type.', ['definition', 'type']);
    return this.#definitions.put({ ...input, namespace, id: this.#context.db.nextId(), appId });
  }

  definitions(ownerType: string, options: { namespace?: string; key?: string } = {}): MetafieldDefinition[] {
    return this.#definitions
      .find()
      .filter(
        (definition) =>
          definition.ownerType === ownerType &&
          (options.namespace === undefined || definition.namespace === options.namespace) &&
          (options.key === undefined || definition.key === options.key),
      );
  }

  #find(key: Key): Metafield | null {
    return this.#table.first({ column: 'lookup', value: lookup(key) });
  }

  #resolve(appId: number | null, namespace: string | null | undefined): string {
    if (appId === null) return namespace ?? 'custom';
    return this.resolveNamespace(appId, namespace);
  }

  /** Shopify takes money in the currency of the shop alone. Source: shopify.dev, "List of data types". */
  #moneyProblem(value: string): string | null {
    const { currencyCode } = this.#context.world().shop.get();
    const money = readMoney(value);
    if (parseMinor(String(money?.amount), currencyCode) === null) return 'Value must be a valid money amount.';
    return money?.currency_code === currencyCode ? null : `Value currency must be ${currencyCode}.`;
  }

  #isType(type: string): boolean {
    return TYPES.has(type) || (type.startsWith('list.') && TYPES.has(type.slice('list.'.length)));
  }

  /** App-owned metafields are private to their app; app-reserved namespaces are readable only as their definition allows. */
  #mayRead(appId: number | null, metafield: Metafield): boolean {
    if (metafield.ownerType === 'API_PERMISSION') return metafield.appId === appId;
    const reservedFor = RESERVED.exec(metafield.namespace)?.[1];
    if (reservedFor === undefined || Number(reservedFor) === appId) return true;
    const [definition] = this.definitions(metafield.ownerType, metafield);
    return (
      appId === null && definition !== undefined && definition.access.admin.toUpperCase().includes('MERCHANT_READ')
    );
  }

  #requireWrite(appId: number | null, ownerType: string, namespace: string): void {
    const reservedFor = RESERVED.exec(namespace)?.[1];
    if (reservedFor !== undefined && Number(reservedFor) !== appId) {
      refuse(
        'APP_NOT_AUTHORIZED',
        `Access to this namespace and key on Metafields for this resource type is not allowed.`,
        ['namespace'],
      );
    }
    if (ownerType === 'API_PERMISSION' && appId === null) {
      refuse('APP_NOT_AUTHORIZED', 'Only the app can write its own metafields.', ['ownerId']);
    }
  }

  #setOne(appId: number | null, input: MetafieldInput): Metafield {
    const { ownerType, ownerId, key, value } = input;
    const namespace = this.#resolve(appId, input.namespace);
    if (!NAMESPACE.test(namespace)) refuse('INVALID', 'Namespace is invalid', ['namespace']);
    if (!KEY.test(key)) refuse(key.length < 2 ? 'TOO_SHORT' : 'INVALID', 'Key is invalid', ['key']);
    this.#requireWrite(appId, ownerType, namespace);
    if (value === '') refuse('BLANK', "Value can't be blank.", ['value']);
    const before = this.#find({ ownerType, ownerId, namespace, key });
    const [definition] = this.definitions(ownerType, { namespace, key });
    const type = input.type ?? before?.type ?? definition?.type;
    if (!type) refuse('BLANK', "Type can't be blank", ['type']);
    if (!this.#isType(type)) refuse('INVALID', `Type must be one of the valid metafield types.`, ['type']);
    if (definition && definition.type !== type) {
      refuse('INVALID_TYPE', `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`, [
        'type',
      ]);
    }
    const problem = type === 'money' ? this.#moneyProblem(value) : valueProblem(type, value);
    if (problem) refuse('INVALID_VALUE', problem, ['value']);
    if (input.compareDigest !== undefined) {
      const actual = before ? this.digest(before) : null;
      if (actual !== input.compareDigest) {
        refuse(
          'STALE_OBJECT',
          'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
          ['compareDigest'],
        );
      }
    }
    const now = this.#context.world().clock.nowInstant();
    return this.#table.put({
      id: before?.id ?? this.#context.db.nextId(),
      ownerType,
      ownerId,
      namespace,
      key,
      type,
      value,
      appId: before?.appId ?? appId,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    });
  }
}

function readMoney(value: string): { amount?: unknown; currency_code?: unknown } | null {
  try {
    return JSON.parse(value) as object;
  } catch {
    return null;
  }
}

/** Why the text is no value of this type; null when it is one. */
function valueProblem(type: string, value: string): string | null {
  if (type === 'json' || type.startsWith('list.') || ['rating', 'weight', 'volume', 'dimension'].includes(type)) {
    try {
      JSON.parse(value);
    } catch {
      return `Value is invalid JSON: unexpected token at '${value.slice(0, 40)}'.`;
    }
    return Buffer.byteLength(value) > 2_000_000 ? 'Value is too large.' : null;
  }
  if (type === 'number_integer' && !/^-?\d{1,16}$/.test(value)) return 'Value must be an integer.';
  if (type === 'number_decimal' && !/^-?\d+(\.\d{1,9})?$/.test(value)) return 'Value must be a decimal.';
  if (type === 'boolean' && value !== 'true' && value !== 'false') return 'Value must be true or false.';
  if (type === 'single_line_text_field' && /[\r\n]/.test(value)) return 'Value must be a single line text string.';
  if ((type === 'date' || type === 'date_time') && Number.isNaN(Date.parse(value))) {
    return `Value must be in “${type === 'date' ? 'YYYY-MM-DD' : 'YYYY-MM-DDTHH:MM:SS'}” format.`;
  }
  return null;
}
