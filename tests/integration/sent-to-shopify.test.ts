/** What the app really sends to Shopify, taken from the calls that it made: valid variables, no deprecated input. */
import { randomUUID } from 'node:crypto';
import {
  getNamedType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  Kind,
  parse,
  typeFromAST,
  type GraphQLInputType,
  type OperationDefinitionNode,
} from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enqueue } from '#app/outbox/outbox-store.server.ts';
import { inTransaction } from '#app/db.server.ts';
import { runDueOutbox, runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { cancelRedemption } from '#app/rewards/cancel.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { adminSchema } from '#tests/kit/admin-schema.ts';
import { NOW, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';

const schema = adminSchema();

/** Every combination of terms that a reward can have, so that every branch of the inputs is sent. */
function programOfAllTerms() {
  const program = simpleProgram();
  const rewards = program.rewards.flatMap((reward) => [
    reward,
    {
      ...reward,
      id: `${reward.id}_2`,
      codeValidDays: null,
      minimumSubtotalMinor: 12_345,
      combinesWith: { order: true, product: true, shipping: reward.kind !== 'free_shipping' },
    },
  ]);
  return { ...program, rewards };
}

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify(programOfAllTerms());
});
afterAll(() => shopify.close());

/** Names of deprecated input fields that a value uses. */
function deprecatedInputs(type: GraphQLInputType, value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => deprecatedInputs(type, entry, path));
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const field = named.getFields()[name];
    if (!field) return [];
    const here = `${path}.${name}`;
    return [...(field.deprecationReason ? [here] : []), ...deprecatedInputs(field.type, entry, here)];
  });
}

function problemsOf(query: string, variables: Record<string, unknown>): string[] {
  const operation = parse(query).definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const declared = operation?.variableDefinitions ?? [];
  const names = declared.map((definition) => definition.variable.name.value);
  const { errors } = getVariableValues(schema, declared, variables);
  return [
    ...(errors ?? []).map((error) => error.message),
    ...Object.keys(variables).filter((name) => !names.includes(name)),
    ...declared.flatMap((definition) => {
      const resolved = typeFromAST(schema, definition.type);
      const name = definition.variable.name.value;
      return isInputType(resolved) ? deprecatedInputs(resolved, variables[name], name) : [`${name} has no input type`];
    }),
  ];
}

it('Every variable fits the published types, and no deprecated input is used, whatever the terms of a reward', async () => {
  const { shop, world } = shopify;
  const member = await shopify.joinedCustomer();
  const gift = { shopId: shop.id, memberId: member.id, points: 10_000, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  for (const reward of programOfAllTerms().rewards) {
    const result = await redeem({ shop, member, rewardId: reward.id, requestId: randomUUID(), now: NOW });
    if (!result.ok) throw new Error(result.refusal);
    const { id } = result.redemption;
    await runNow({ shopId: shop.id, topic: 'create_code', subject: id });
    if (reward.id.endsWith('_2')) continue;
    await cancelRedemption({ shopId: shop.id, redemptionId: id, memberId: member.id, actor: 'shopper', now: NOW });
  }
  await inTransaction((sql) =>
    enqueue(sql, [
      { shopId: shop.id, topic: 'sync_shop', subject: 'shop' },
      { shopId: shop.id, topic: 'sync_program', subject: 'program' },
      { shopId: shop.id, topic: 'sync_member', subject: member.id },
    ]),
  );
  while ((await runDueOutbox()) > 0);
  const calls = world.log.apiCalls();
  const operations = new Set(calls.flatMap((call) => call.rootFields));
  for (const operation of [
    'discountCodeBasicCreate',
    'discountCodeFreeShippingCreate',
    'discountCodeDeactivate',
    'metafieldsSet',
  ])
    expect(operations).toContain(operation);
  for (const call of calls) {
    const variables = Object.fromEntries(Object.entries(Object(call.variables)));
    expect(problemsOf(call.query, variables), call.operationName ?? call.query).toEqual([]);
  }
});
