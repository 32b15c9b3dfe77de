/** Selling plans, subscription contracts and their billing attempts; contracts ask for `read_own_subscription_contracts`. */
import { toGid } from '#sandbox/world/gid.ts';
import type {
  ContractStatus,
  Product,
  SellingPlan,
  SubscriptionContract,
  BillingAttempt,
} from '#sandbox/world/types.ts';
import { connection, countAnswer } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, requiredText } from '../context.ts';
import { customerAnswer } from './customers.ts';
import { moneyV2 } from './money.ts';
import { orderAnswer } from './orders.ts';
import { refused, userErrors } from './user-errors.ts';

/** A product of the sandbox has at most one group, which holds all its plans. */
export function sellingPlanGroups(context: ApiContext, args: Args, product: Product): Answer {
  const plans = product.sellingPlans ?? [];
  return connection(args, plans.length > 0 ? [product] : [], {
    typeName: 'SellingPlanGroup',
    id: () => product.id,
    node: () => ({
      __typename: 'SellingPlanGroup',
      id: toGid('SellingPlanGroup', product.id),
      name: product.title,
      merchantCode: product.handle,
      description: null,
      options: ['Delivery'],
      position: 1,
      summary: `${plans.length} delivery frequencies`,
      createdAt: product.createdAt,
      appliesToProduct: (asked: Args) => requiredText(asked, 'productId') === toGid('Product', product.id),
      sellingPlans: (page: Args) =>
        connection(page, plans, {
          typeName: 'SellingPlan',
          id: (plan) => plan.id,
          node: (plan) => planAnswer(context, plan, product),
        }),
    }),
  });
}

function planAnswer(context: ApiContext, plan: SellingPlan, product: Product): Answer {
  const policy = { interval: plan.interval.toUpperCase(), intervalCount: plan.intervalCount, anchors: [] };
  const { createdAt } = product;
  return {
    __typename: 'SellingPlan',
    id: toGid('SellingPlan', plan.id),
    name: plan.name,
    options: [plan.name],
    category: 'SUBSCRIPTION',
    description: null,
    position: 1,
    createdAt,
    billingPolicy: {
      __typename: 'SellingPlanRecurringBillingPolicy',
      ...policy,
      createdAt,
      minCycles: null,
      maxCycles: null,
    },
    deliveryPolicy: { __typename: 'SellingPlanRecurringDeliveryPolicy', ...policy, createdAt, cutoff: null },
    pricingPolicies:
      plan.discountBp > 0
        ? [
            {
              __typename: 'SellingPlanFixedPricingPolicy',
              adjustmentType: 'PERCENTAGE',
              adjustmentValue: {
                __typename: 'SellingPlanPricingPolicyPercentageValue',
                percentage: plan.discountBp / 100,
              },
              createdAt,
            },
          ]
        : [],
  };
}

export function contractAnswer(context: ApiContext, contract: SubscriptionContract): Answer {
  const { world } = context;
  const policy = { interval: contract.interval.toUpperCase(), intervalCount: contract.intervalCount, anchors: [] };
  const customer = world.customers.get(world.customers.resolveMerged(contract.customerId));
  const origin = world.orders.get(contract.originOrderId);
  const orders = () =>
    world.orders
      .list({ customerId: contract.customerId })
      .filter((order) => order.subscriptionContractId === contract.id);
  return {
    __typename: 'SubscriptionContract',
    id: toGid('SubscriptionContract', contract.id),
    status: contract.status.toUpperCase(),
    currencyCode: contract.currencyCode,
    nextBillingDate: contract.nextBillingAt,
    lastPaymentStatus: contract.lastPaymentStatus?.toUpperCase() ?? null,
    revisionId: String(contract.revision),
    note: null,
    customAttributes: [],
    createdAt: contract.createdAt,
    updatedAt: contract.updatedAt,
    billingPolicy: { __typename: 'SubscriptionBillingPolicy', ...policy, minCycles: 1, maxCycles: null },
    deliveryPolicy: { __typename: 'SubscriptionDeliveryPolicy', ...policy },
    customer: () => (customer ? customerAnswer(context, customer) : null),
    originOrder: () => (origin ? orderAnswer(context, origin) : null),
    linesCount: countAnswer(contract.lines.length),
    lines: (args: Args) =>
      connection(args, contract.lines, {
        typeName: 'SubscriptionLine',
        id: (line) => line.variantId,
        node: (line) => lineAnswer(context, line),
      }),
    orders: (args: Args) =>
      connection(args, orders(), {
        typeName: 'Order',
        id: (order) => order.id,
        node: (order) => orderAnswer(context, order),
      }),
    billingAttempts: (args: Args) =>
      connection(args, world.subscriptions.attempts(contract.id), {
        typeName: 'SubscriptionBillingAttempt',
        id: (attempt) => attempt.id,
        node: (attempt) => attemptAnswer(context, attempt),
      }),
  };
}

function lineAnswer(context: ApiContext, line: SubscriptionContract['lines'][number]): Answer {
  const found = context.world.catalog.variant(line.variantId);
  const plan = context.world.catalog.sellingPlan(line.sellingPlanId)?.plan;
  return {
    __typename: 'SubscriptionLine',
    id: toGid('SubscriptionLine', line.variantId),
    title: found?.product.title ?? '',
    variantTitle: found?.variant.title ?? null,
    sku: found?.variant.sku ?? null,
    quantity: line.quantity,
    productId: found ? toGid('Product', found.product.id) : null,
    variantId: toGid('ProductVariant', line.variantId),
    sellingPlanId: toGid('SellingPlan', line.sellingPlanId),
    sellingPlanName: plan?.name ?? null,
    requiresShipping: found?.variant.requiresShipping ?? false,
    taxable: found?.variant.taxable ?? true,
    customAttributes: [],
    currentPrice: moneyV2(found?.variant.priceMinor ?? 0, context.world.shop.get().currencyCode),
  };
}

export function attemptAnswer(context: ApiContext, attempt: BillingAttempt): Answer {
  const { world } = context;
  const order = attempt.orderId === null ? null : world.orders.get(attempt.orderId);
  const contract = world.subscriptions.get(attempt.contractId);
  return {
    __typename: 'SubscriptionBillingAttempt',
    id: toGid('SubscriptionBillingAttempt', attempt.id),
    idempotencyKey: attempt.idempotencyKey,
    ready: true,
    respectInventoryPolicy: true,
    createdAt: attempt.createdAt,
    completedAt: attempt.createdAt,
    errorCode: attempt.errorCode?.toUpperCase() ?? null,
    errorMessage: attempt.errorMessage,
    nextActionUrl: null,
    order: () => (order ? orderAnswer(context, order) : null),
    subscriptionContract: () => (contract ? contractAnswer(context, contract) : null),
  };
}

export function contractsConnection(context: ApiContext, args: Args, contracts: SubscriptionContract[]): Answer {
  return connection(args, contracts, {
    typeName: 'SubscriptionContract',
    id: (contract) => contract.id,
    node: (contract) => contractAnswer(context, contract),
  });
}

function changeStatus(verb: string, status: ContractStatus) {
  const payload = `SubscriptionContract${verb}Payload`;
  return (context: ApiContext, args: Args): Answer => {
    const id = idOrNull(requiredText(args, 'subscriptionContractId'), 'SubscriptionContract');
    if (id === null || !context.world.subscriptions.get(id)) {
      const error = {
        field: ['subscriptionContractId'],
        message: 'Subscription contract does not exist',
        code: 'INVALID',
      };
      return refused(payload, { contract: null }, [error]);
    }
    return userErrors(payload, { contract: null }, [], () => ({
      contract: contractAnswer(context, context.world.subscriptions.setStatus(id, status)),
    }));
  };
}

export const subscriptionMutations = {
  subscriptionContractActivate: changeStatus('Activate', 'active'),
  subscriptionContractPause: changeStatus('Pause', 'paused'),
  subscriptionContractCancel: changeStatus('Cancel', 'cancelled'),
  subscriptionContractExpire: changeStatus('Expire', 'expired'),
  subscriptionContractFail: changeStatus('Fail', 'failed'),
};
