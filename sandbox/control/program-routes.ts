/** What loyalty programs live on, from outside: gift cards, store credit, segments, subscriptions, Shopify Flow. */
import { z } from 'zod';
import type { SubscriptionContract } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { NotFound, findCustomer, numericId } from './find.ts';
import { sendFlowAction } from './flow-actions.ts';
import { bodyOf, count, listOptions, money } from './route.ts';
import type { ControlCall, ControlRoute } from './route.ts';

const name = z.union([z.string().min(1), z.number().int()]);
const currencyCode = z.string().length(3).optional();
const instant = z.iso.datetime({ offset: true });

function contractOf({ world, params }: ControlCall): SubscriptionContract {
  const id = numericId(params['contract'] ?? '');
  const found = id === null ? null : world.subscriptions.get(id);
  if (!found) throw new NotFound(`There is no subscription contract ${params['contract'] ?? ''}.`);
  return found;
}

function storeCreditOf(world: World, customerId: number): unknown {
  return world.credits.storeCreditAccounts(customerId).map((account) => ({
    ...account,
    transactions: world.credits.storeCreditTransactions(account.id),
  }));
}

export const PROGRAM_ROUTES: ControlRoute[] = [
  {
    method: 'GET',
    path: '/gift-cards',
    run: ({ world, query }) => ({ giftCards: world.giftCards.list(listOptions(query)) }),
  },
  {
    method: 'POST',
    path: '/gift-cards',
    run: (call) => {
      const { customer, ...input } = bodyOf(
        call,
        z.strictObject({
          amountMinor: money,
          currencyCode,
          code: z.string().optional(),
          customer: name.optional(),
          expiresOn: z.iso.date().optional(),
        }),
      );
      const customerId = customer === undefined ? null : findCustomer(call.world, customer).id;
      return { giftCard: call.world.giftCards.create({ ...input, customerId }) };
    },
  },
  {
    method: 'GET',
    path: '/gift-cards/:code',
    run: ({ world, params }) => {
      const card = world.giftCards.byCode(params['code'] ?? '');
      if (!card) throw new NotFound('There is no such gift card.');
      return { giftCard: card, transactions: world.giftCards.transactions(card.id) };
    },
  },
  {
    method: 'GET',
    path: '/customers/:customer/store-credit',
    run: ({ world, params }) => ({ accounts: storeCreditOf(world, findCustomer(world, params['customer'] ?? '').id) }),
  },
  {
    method: 'POST',
    path: '/customers/:customer/store-credit',
    run: (call) => {
      const { world } = call;
      const { id } = findCustomer(world, call.params['customer'] ?? '');
      const input = bodyOf(call, z.strictObject({ amountMinor: money, currencyCode, expiresAt: instant.optional() }));
      const currency = input.currencyCode ?? world.shop.get().currencyCode;
      world.credits.creditStoreCredit({ ...input, customerId: id, currencyCode: currency });
      return { accounts: storeCreditOf(world, id) };
    },
  },
  { method: 'GET', path: '/segments', run: ({ world }) => ({ segments: world.segments.list() }) },
  {
    method: 'POST',
    path: '/segments',
    run: (call) => {
      const input = bodyOf(call, z.strictObject({ name: z.string(), query: z.string() }));
      const segment = call.world.segments.create(input);
      return { segment, members: call.world.segments.members(segment.query).map(({ id, email }) => ({ id, email })) };
    },
  },
  {
    method: 'GET',
    path: '/subscriptions',
    run: ({ world, query }) => {
      const customer = query.get('customer');
      const contracts = world.subscriptions.list({
        ...listOptions(query),
        ...(customer ? { customerId: findCustomer(world, customer).id } : {}),
      });
      return { contracts: contracts.map((one) => ({ ...one, attempts: world.subscriptions.attempts(one.id) })) };
    },
  },
  {
    method: 'POST',
    path: '/subscriptions/:contract/bill',
    run: (call) => {
      const { fail } = bodyOf(call, z.strictObject({ fail: z.boolean().default(false) }));
      return call.world.subscriptions.bill(contractOf(call).id, { fail });
    },
  },
  {
    method: 'POST',
    path: '/subscriptions/:contract/fail-next',
    run: (call) => {
      const { times } = bodyOf(call, z.strictObject({ times: count.default(1) }));
      return { contract: call.world.subscriptions.failNext(contractOf(call).id, times) };
    },
  },
  {
    method: 'POST',
    path: '/subscriptions/:contract/status',
    run: (call) => {
      const statuses = z.enum(['active', 'paused', 'cancelled', 'expired', 'failed']);
      const { status } = bodyOf(call, z.strictObject({ status: statuses }));
      return { contract: call.world.subscriptions.setStatus(contractOf(call).id, status) };
    },
  },
  {
    method: 'GET',
    path: '/flow/triggers',
    run: ({ world, query }) => {
      const handle = query.get('handle');
      return { triggers: world.flow.triggers({ ...listOptions(query), ...(handle ? { handle } : {}) }) };
    },
  },
  {
    method: 'GET',
    path: '/flow/actions',
    run: ({ world, query }) => ({ runs: world.flow.runs(listOptions(query)) }),
  },
  {
    method: 'POST',
    path: '/flow/actions',
    run: (call) =>
      sendFlowAction(
        call.world,
        bodyOf(
          call,
          z.strictObject({
            handle: z.string().min(1),
            /** Default: the `runtime_url` of the app's Flow action with this handle. */
            path: z.string().startsWith('/').optional(),
            properties: z.record(z.string(), z.json()).default({}),
            /** The same again = Flow trying the same run once more. */
            actionRunId: z.string().optional(),
          }),
        ),
      ),
  },
];
