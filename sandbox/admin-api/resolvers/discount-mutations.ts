/** The discount mutations, of codes and of automatic discounts. What their inputs mean is in discount-input.ts. */
import { toGid } from '#sandbox/world/gid.ts';
import type { Discount } from '#sandbox/world/discount-types.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, recordOf, recordsOf, requiredText, textOf } from '../context.ts';
import { connection } from '../connection.ts';
import type { DiscountDoor } from './discount-input.ts';
import { changesOf, newDiscount } from './discount-input.ts';
import { discountNodeAnswer, redeemCodeAnswer } from './discounts.ts';
import { refused, userErrors } from './user-errors.ts';

interface Door extends DiscountDoor {
  argument: string;
}

const DOORS: Record<string, Door> = {
  discountCodeBasic: { kind: 'basic', method: 'code', argument: 'basicCodeDiscount' },
  discountCodeFreeShipping: { kind: 'free_shipping', method: 'code', argument: 'freeShippingCodeDiscount' },
  discountCodeBxgy: { kind: 'bxgy', method: 'code', argument: 'bxgyCodeDiscount' },
  discountAutomaticBasic: { kind: 'basic', method: 'automatic', argument: 'automaticBasicDiscount' },
  discountAutomaticFreeShipping: {
    kind: 'free_shipping',
    method: 'automatic',
    argument: 'freeShippingAutomaticDiscount',
  },
  discountAutomaticBxgy: { kind: 'bxgy', method: 'automatic', argument: 'automaticBxgyDiscount' },
};

type Method = DiscountDoor['method'];

/** How the payloads of the two methods name their node. */
const NODE = {
  code: { field: 'codeDiscountNode', type: 'DiscountCodeNode' },
  automatic: { field: 'automaticDiscountNode', type: 'DiscountAutomaticNode' },
} as const;

function nodeIn(context: ApiContext, discount: Discount, method: Method): Record<string, unknown> {
  return { [NODE[method].field]: discountNodeAnswer(context, discount, NODE[method].type) };
}

function create(context: ApiContext, args: Args, name: string, door: Door): Answer {
  const input = recordOf(args, door.argument) ?? {};
  return userErrors(`D${name.slice(1)}CreatePayload`, { [NODE[door.method].field]: null }, [door.argument], () =>
    nodeIn(context, context.world.discounts.create(context.appId, newDiscount(context, door, input)), door.method),
  );
}

function update(context: ApiContext, args: Args, name: string, door: Door): Answer {
  const payload = `D${name.slice(1)}UpdatePayload`;
  const input = recordOf(args, door.argument) ?? {};
  const gid = requiredText(args, 'id');
  const before = discountOf(context, gid, door.method);
  const empty = { [NODE[door.method].field]: null };
  if (before?.kind !== door.kind) return refused(payload, empty, [unknownDiscount(gid)]);
  return userErrors(payload, empty, [door.argument], () =>
    nodeIn(context, context.world.discounts.update(before.id, changesOf(context, before, input)), door.method),
  );
}

function discountOf(context: ApiContext, gid: string, method: Method): Discount | null {
  const id = idOrNull(gid, NODE[method].type);
  const found = id === null ? null : context.world.discounts.get(id);
  return (found?.method ?? 'code') === method ? found : null;
}

function unknownDiscount(gid: string) {
  return { field: ['id'], message: `Discount does not exist: ${gid}`, code: 'INVALID' };
}

function onExisting(
  context: ApiContext,
  args: Args,
  { method, payload, empty }: { method: Method; payload: string; empty: Record<string, unknown> },
  run: (discount: Discount) => Record<string, unknown>,
): Answer {
  const gid = requiredText(args, 'id');
  const discount = discountOf(context, gid, method);
  if (!discount) return refused(payload, empty, [unknownDiscount(gid)]);
  return userErrors(payload, empty, [], () => run(discount));
}

function bulkAdd(context: ApiContext, args: Args): Answer {
  const payload = 'DiscountRedeemCodeBulkAddPayload';
  const gid = requiredText(args, 'discountId');
  const discount = discountOf(context, gid, 'code');
  if (!discount) {
    return refused(payload, { bulkCreation: null }, [{ ...unknownDiscount(gid), field: ['discountId'] }]);
  }
  return userErrors(payload, { bulkCreation: null }, [], () => {
    const codes = recordsOf(args, 'codes').map((entry) => textOf(entry, 'code') ?? '');
    const result = context.world.discounts.addCodes(discount.id, codes);
    const outcome = codes.map((code, index) => ({
      index,
      code,
      added: result.added.find((added) => added.code === code),
      message: result.refused.find((refusedCode) => refusedCode.code === code)?.message,
    }));
    // Shopify works on it in the background (`done: false` first); here it is done at once.
    return {
      bulkCreation: {
        __typename: 'DiscountRedeemCodeBulkCreation',
        id: toGid('DiscountRedeemCodeBulkCreation', context.world.nextId()),
        codesCount: codes.length,
        importedCount: result.added.length,
        failedCount: result.refused.length,
        done: true,
        createdAt: context.world.clock.nowInstant(),
        discountCode: () => discountNodeAnswer(context, discount, 'DiscountCodeNode'),
        codes: (page: Args) =>
          connection(page, outcome, {
            typeName: 'DiscountRedeemCodeBulkCreationCode',
            id: (entry) => entry.index,
            node: (entry) => ({
              __typename: 'DiscountRedeemCodeBulkCreationCode',
              code: entry.code,
              discountRedeemCode: entry.added ? redeemCodeAnswer(context, entry.added) : null,
              errors: entry.message
                ? [
                    {
                      __typename: 'DiscountUserError',
                      field: ['code'],
                      message: entry.message,
                      code: 'TAKEN',
                      extraInfo: null,
                    },
                  ]
                : [],
            }),
          }),
      },
    };
  });
}

type Mutation = (context: ApiContext, args: Args) => Answer;

/** Activate, deactivate and delete, for one method. */
function lifeOf(method: Method, prefix: string, deleted: string): Record<string, Mutation> {
  const named = (verb: string, empty: Record<string, unknown>) => ({
    method,
    payload: `D${prefix.slice(1)}${verb}Payload`,
    empty,
  });
  const none = { [NODE[method].field]: null };
  return {
    [`${prefix}Activate`]: (context, args) =>
      onExisting(context, args, named('Activate', none), ({ id }) =>
        nodeIn(context, context.world.discounts.activate(id), method),
      ),
    [`${prefix}Deactivate`]: (context, args) =>
      onExisting(context, args, named('Deactivate', none), ({ id }) =>
        nodeIn(context, context.world.discounts.deactivate(id), method),
      ),
    [`${prefix}Delete`]: (context, args) =>
      onExisting(context, args, named('Delete', { [deleted]: null }), ({ id }) => {
        context.world.discounts.delete(id);
        return { [deleted]: toGid(NODE[method].type, id) };
      }),
  };
}

const making: Record<string, Mutation> = {};
for (const [name, door] of Object.entries(DOORS)) {
  making[`${name}Create`] = (context, args) => create(context, args, name, door);
  making[`${name}Update`] = (context, args) => update(context, args, name, door);
}

export const discountMutations: Record<string, Mutation> = {
  ...making,
  ...lifeOf('code', 'discountCode', 'deletedCodeDiscountId'),
  ...lifeOf('automatic', 'discountAutomatic', 'deletedAutomaticDiscountId'),
  discountRedeemCodeBulkAdd: bulkAdd,
};
