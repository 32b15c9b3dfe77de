/** Metafields of any owner: reading, and the mutations over them with the owner's own write scope. */
import { GraphQLError } from 'graphql';
import { toGid } from '#sandbox/world/gid.ts';
import type { MetafieldInput } from '#sandbox/world/contract.ts';
import type { Metafield, MetafieldDefinition, MetafieldOwner, MetafieldOwnerType } from '#sandbox/world/types.ts';
import { requireScope } from '../access.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, notImplemented, recordOf, recordsOf, requiredText, textOf, textsOf } from '../context.ts';
import { refused, userErrors } from './user-errors.ts';

/** gid type -> owner type, and the scope that writing asks for (none for the app's own installation). */
const OWNERS: Record<string, { ownerType: MetafieldOwnerType; writeScope: string | null }> = {
  AppInstallation: { ownerType: 'API_PERMISSION', writeScope: null },
  Customer: { ownerType: 'CUSTOMER', writeScope: 'write_customers' },
  Order: { ownerType: 'ORDER', writeScope: 'write_orders' },
  Product: { ownerType: 'PRODUCT', writeScope: 'write_products' },
  ProductVariant: { ownerType: 'PRODUCTVARIANT', writeScope: 'write_products' },
  Collection: { ownerType: 'COLLECTION', writeScope: 'write_products' },
  Shop: { ownerType: 'SHOP', writeScope: null },
  DiscountCodeNode: { ownerType: 'DISCOUNT', writeScope: 'write_discounts' },
  DiscountAutomaticNode: { ownerType: 'DISCOUNT', writeScope: 'write_discounts' },
  DiscountNode: { ownerType: 'DISCOUNT', writeScope: 'write_discounts' },
};

const GID_TYPE: Record<MetafieldOwnerType, string> = {
  API_PERMISSION: 'AppInstallation',
  CUSTOMER: 'Customer',
  ORDER: 'Order',
  PRODUCT: 'Product',
  PRODUCTVARIANT: 'ProductVariant',
  COLLECTION: 'Collection',
  SHOP: 'Shop',
  DISCOUNT: 'DiscountNode',
};

export function metafieldAnswer(context: ApiContext, metafield: Metafield): Answer {
  return {
    __typename: 'Metafield',
    id: toGid('Metafield', metafield.id),
    legacyResourceId: String(metafield.id),
    namespace: metafield.namespace,
    key: metafield.key,
    type: metafield.type,
    value: metafield.value,
    jsonValue: () => jsonValueOf(metafield),
    compareDigest: () => context.world.metafields.digest(metafield),
    ownerType: metafield.ownerType,
    sizeInBytes: Buffer.byteLength(metafield.value),
    createdAt: metafield.createdAt,
    updatedAt: metafield.updatedAt,
  };
}

function jsonValueOf(metafield: Metafield): unknown {
  if (metafield.type === 'json' || metafield.type.startsWith('list.')) return JSON.parse(metafield.value) as unknown;
  if (metafield.type === 'number_integer') return Number(metafield.value);
  if (metafield.type === 'boolean') return metafield.value === 'true';
  return metafield.value;
}

/** The fields of `HasMetafields`, to be spread into an owner's answer. */
export function metafieldFields(context: ApiContext, owner: MetafieldOwner): Record<string, unknown> {
  return {
    metafield: (args: Args) => {
      const found = context.world.metafields.get(
        context.appId,
        owner,
        textOf(args, 'namespace') ?? null,
        requiredText(args, 'key'),
      );
      return found ? metafieldAnswer(context, found) : null;
    },
    metafields: (args: Args) => {
      const namespace = textOf(args, 'namespace');
      const keys = textsOf(args, 'keys');
      const options = { ...(namespace === undefined ? {} : { namespace }), ...(keys.length ? { keys } : {}) };
      const all = context.world.metafields.list(context.appId, owner, options);
      return connection(args, all, {
        typeName: 'Metafield',
        id: (metafield) => metafield.id,
        node: (metafield) => metafieldAnswer(context, metafield),
      });
    },
  };
}

interface ParsedOwner extends MetafieldOwner {
  gid: string;
  writeScope: string | null;
}

function ownerOf(gid: string): ParsedOwner | null {
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? '';
  const known = OWNERS[type];
  if (!known) {
    if (type === '') throw new GraphQLError(`Invalid global id '${gid}'`);
    throw notImplemented(`metafields of ${type}`);
  }
  const id = idOrNull(gid, type);
  return id === null ? null : { gid, ownerType: known.ownerType, ownerId: id, writeScope: known.writeScope };
}

export function ownerExists(context: ApiContext, owner: MetafieldOwner): boolean {
  const { world } = context;
  switch (owner.ownerType) {
    case 'API_PERMISSION':
      return world.apps.installationById(owner.ownerId) !== null;
    case 'CUSTOMER':
      return world.customers.get(owner.ownerId) !== null;
    case 'ORDER':
      return world.orders.get(owner.ownerId) !== null;
    case 'PRODUCT':
      return world.catalog.product(owner.ownerId) !== null;
    case 'PRODUCTVARIANT':
      return world.catalog.variant(owner.ownerId) !== null;
    case 'COLLECTION':
      return world.catalog.collection(owner.ownerId) !== null;
    case 'SHOP':
      return world.shop.get().id === owner.ownerId;
    case 'DISCOUNT':
      return world.discounts.get(owner.ownerId) !== null;
  }
}

export const metafieldMutations = {
  metafieldsSet: (context: ApiContext, args: Args): Answer => {
    const given = recordsOf(args, 'metafields');
    const owners = given.map((input) => ownerOf(requiredText(input, 'ownerId')));
    for (const owner of owners) {
      if (owner?.writeScope) requireScope(context.granted, owner.writeScope, 'metafieldsSet');
    }
    const empty = { __typename: 'MetafieldsSetPayload', metafields: null };
    const unknownAt = owners.findIndex((owner) => !owner || !ownerExists(context, owner));
    if (unknownAt >= 0) {
      const field = ['metafields', String(unknownAt), 'ownerId'];
      return {
        ...empty,
        userErrors: [{ field, message: 'Owner does not exist.', code: 'INVALID', elementIndex: null }],
      };
    }
    return userErrors('MetafieldsSetPayload', { metafields: null }, ['metafields'], () => {
      const inputs = given.map((input, index) => metafieldInput(context, input, owners[index] ?? null));
      const written = context.world.metafields.set(context.appId, inputs);
      return { metafields: written.map((metafield) => metafieldAnswer(context, metafield)) };
    });
  },

  metafieldsDelete: (context: ApiContext, args: Args): Answer => {
    const given = recordsOf(args, 'metafields');
    const keys = given.map((input) => {
      const owner = ownerOf(requiredText(input, 'ownerId'));
      if (owner?.writeScope) requireScope(context.granted, owner.writeScope, 'metafieldsDelete');
      return { owner, namespace: requiredText(input, 'namespace'), key: requiredText(input, 'key') };
    });
    return userErrors('MetafieldsDeletePayload', { deletedMetafields: null }, ['metafields'], () => ({
      // One entry for each input; null where there was nothing, as Shopify documents it.
      deletedMetafields: keys.map(({ owner, namespace, key }) => {
        if (!owner) return null;
        const { ownerType, ownerId } = owner;
        const [gone] = context.world.metafields.delete(context.appId, [{ ownerType, ownerId, namespace, key }]);
        if (!gone) return null;
        return { __typename: 'MetafieldIdentifier', ownerId: owner.gid, namespace: gone.namespace, key: gone.key };
      }),
    }));
  },

  metafieldDefinitionCreate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'definition') ?? {};
    const ownerType = requiredText(input, 'ownerType');
    const owner = Object.values(OWNERS).find((known) => known.ownerType === ownerType);
    if (!owner) throw notImplemented(`metafield definitions of ${ownerType}`);
    if (owner.writeScope) requireScope(context.granted, owner.writeScope, 'metafieldDefinitionCreate');
    const access = recordOf(input, 'access');
    return userErrors('MetafieldDefinitionCreatePayload', { createdDefinition: null }, ['definition'], () => {
      const created = context.world.metafields.createDefinition(context.appId, {
        ownerType: owner.ownerType,
        namespace: context.world.metafields.resolveNamespace(context.appId, textOf(input, 'namespace')),
        key: requiredText(input, 'key'),
        name: requiredText(input, 'name'),
        description: textOf(input, 'description') ?? null,
        type: requiredText(input, 'type'),
        access: {
          admin: textOf(access ?? {}, 'admin') ?? 'PUBLIC_READ_WRITE',
          storefront: textOf(access ?? {}, 'storefront') ?? 'NONE',
          customerAccount: textOf(access ?? {}, 'customerAccount') ?? 'NONE',
        },
      });
      return { createdDefinition: definitionAnswer(created) };
    });
  },
};

/** Shopify's own definitions, which a shop enables: the ones that loyalty needs. Source: shopify.dev, list of standard definitions. */
const STANDARD = [{ ownerType: 'CUSTOMER', namespace: 'facts', key: 'birth_date', name: 'Birth date', type: 'date' }];

export const standardDefinitionMutations = {
  standardMetafieldDefinitionEnable: (context: ApiContext, args: Args): Answer => {
    const payload = 'StandardMetafieldDefinitionEnablePayload';
    const empty = { createdDefinition: null };
    const standard = STANDARD.find(
      ({ ownerType, namespace, key }) =>
        ownerType === args['ownerType'] && namespace === args['namespace'] && key === args['key'],
    );
    if (!standard) {
      const message = 'A standard definition wasn’t found for the specified owner type, namespace, and key.';
      return refused(payload, empty, [{ field: null, message, code: 'TEMPLATE_NOT_FOUND' }]);
    }
    requireScope(context.granted, 'write_customers', 'standardMetafieldDefinitionEnable');
    const access = recordOf(args, 'access') ?? {};
    return userErrors(payload, empty, [], () => {
      const created = context.world.metafields.createDefinition(null, {
        ownerType: 'CUSTOMER',
        namespace: standard.namespace,
        key: standard.key,
        name: standard.name,
        description: null,
        type: standard.type,
        access: {
          admin: textOf(access, 'admin') ?? 'PUBLIC_READ_WRITE',
          storefront: textOf(access, 'storefront') ?? 'NONE',
          customerAccount: textOf(access, 'customerAccount') ?? 'NONE',
        },
      });
      return { createdDefinition: definitionAnswer(created) };
    });
  },
};

function metafieldInput(context: ApiContext, input: Args, owner: ParsedOwner | null): MetafieldInput {
  if (!owner) throw new GraphQLError('Owner does not exist.');
  const namespace = textOf(input, 'namespace') ?? '$app';
  const key = requiredText(input, 'key');
  const type = textOf(input, 'type') ?? inheritedType(context, owner, namespace, key);
  const digest = input['compareDigest'];
  return {
    ownerType: owner.ownerType,
    ownerId: owner.ownerId,
    namespace,
    key,
    value: requiredText(input, 'value'),
    ...(type === undefined ? {} : { type }),
    ...(digest === null || typeof digest === 'string' ? { compareDigest: digest } : {}),
  };
}

/** `type` may be left out when a definition, or the metafield itself, already says it. */
function inheritedType(context: ApiContext, owner: ParsedOwner, namespace: string, key: string): string | undefined {
  const resolved = context.world.metafields.resolveNamespace(context.appId, namespace);
  const [definition] = context.world.metafields.definitions(owner.ownerType, { namespace: resolved, key });
  if (definition) return definition.type;
  return context.world.metafields.get(context.appId, owner, namespace, key)?.type;
}

export function definitionAnswer(definition: MetafieldDefinition): Answer {
  return {
    __typename: 'MetafieldDefinition',
    id: toGid('MetafieldDefinition', definition.id),
    namespace: definition.namespace,
    key: definition.key,
    name: definition.name,
    description: definition.description,
    ownerType: definition.ownerType,
    type: { __typename: 'MetafieldDefinitionType', name: definition.type },
    access: { __typename: 'MetafieldAccess', ...definition.access },
    validations: [],
    pinnedPosition: null,
    validationStatus: 'ALL_VALID',
  };
}

export function metafieldDefinitions(context: ApiContext, args: Args): Answer {
  const ownerType = requiredText(args, 'ownerType');
  const owner = Object.values(OWNERS).find((known) => known.ownerType === ownerType);
  if (!owner) throw notImplemented(`metafield definitions of ${ownerType}`);
  const namespace = textOf(args, 'namespace');
  const key = textOf(args, 'key');
  const all = context.world.metafields.definitions(owner.ownerType, {
    ...(namespace === undefined
      ? {}
      : { namespace: context.world.metafields.resolveNamespace(context.appId, namespace) }),
    ...(key === undefined ? {} : { key }),
  });
  return connection(args, all, {
    typeName: 'MetafieldDefinition',
    id: (definition) => definition.id,
    node: definitionAnswer,
  });
}

export function ownerGid(owner: MetafieldOwner): string {
  return toGid(GID_TYPE[owner.ownerType], owner.ownerId);
}
