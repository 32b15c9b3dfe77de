/** The machinery from outside: state, clock, deliveries, faults, logs, the app's installation. */
import { z } from 'zod';
import type { MetafieldOwnerType } from '#sandbox/world/types.ts';
import { publishTheme } from '#sandbox/world/themes.ts';
import { NotFound, numericId } from './find.ts';
import { bodyOf, count, listOptions } from './route.ts';
import type { ControlCall, ControlRoute } from './route.ts';

const topic = z.string().regex(/^([a-z_]+\/[a-z_]+|[a-z_]+\.[a-z_]+)$/, 'A topic looks like orders/paid.');
const delivery = { topic: topic.optional(), count: count.optional() };
const deliveryFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), ...delivery }),
  z.strictObject({ kind: z.literal('delay'), ...delivery, delayMs: count }),
  z.strictObject({
    kind: z.literal('duplicate'),
    ...delivery,
    copies: count,
    spacingMs: z.number().int().nonnegative().optional(),
  }),
  z.strictObject({
    kind: z.literal('reorder'),
    topic: topic.optional(),
    window: count,
    order: z.enum(['reversed', 'shuffled']).optional(),
    seed: z.number().int().optional(),
  }),
]);
const apiFault = z.strictObject({
  kind: z.enum(['throttled', 'server_error', 'timeout', 'timeout_after_success']),
  count: count.optional(),
  operation: z.string().optional(),
  httpStatus: z.number().int().min(500).max(599).optional(),
  timeoutMs: count.optional(),
});
const OWNERS: MetafieldOwnerType[] = [
  'API_PERMISSION',
  'CUSTOMER',
  'ORDER',
  'PRODUCT',
  'PRODUCTVARIANT',
  'COLLECTION',
  'SHOP',
  'DISCOUNT',
];

function state({ world, options }: ControlCall): unknown {
  const app = world.apps.registration();
  const urls = options.urls();
  const shop = world.shop.get();
  return {
    shop,
    clock: world.clock.state(),
    urls: {
      admin: `${urls.admin}/store/${shop.handle}`,
      store: urls.store,
      adminApi: `${urls.admin}/shops/${shop.domain}/admin/api/2026-10/graphql.json`,
      app: app?.applicationUrl ?? null,
      appProxy: app?.appProxy ? `${urls.store}/${app.appProxy.prefix}/${app.appProxy.subpath}` : null,
    },
    app: app && {
      appId: app.appId,
      handle: app.handle,
      apiKey: app.apiKey,
      apiSecret: app.apiSecret,
      scopes: app.scopes,
      webhookTopics: app.webhookSubscriptions.map((subscription) => subscription.topic),
      installation: world.apps.installation(),
    },
    counts: {
      products: world.catalog.countProducts(),
      customers: world.customers.count(),
      orders: world.orders.count(),
      discounts: world.discounts.count(),
    },
    deliveries: { ...world.webhooks.backlog(), paused: world.webhooks.isPaused() },
    faults: { deliveries: world.webhooks.faults(), api: world.apiFaults.list() },
    settings: world.settings(),
  };
}

export const MACHINE_ROUTES: ControlRoute[] = [
  { method: 'GET', path: '/state', run: state },
  {
    method: 'POST',
    path: '/clock',
    run: (call) => {
      const { clock } = call.world;
      const input = bodyOf(
        call,
        z.strictObject({
          advanceMs: z.number().int().nonnegative().optional(),
          to: z.iso.datetime({ offset: true }).optional(),
          frozen: z.boolean().optional(),
        }),
      );
      if (input.frozen === true) clock.freeze();
      if (input.advanceMs !== undefined) clock.advance(input.advanceMs);
      if (input.to !== undefined) clock.moveTo(input.to);
      if (input.frozen === false) clock.run();
      return clock.state();
    },
  },
  {
    method: 'POST',
    path: '/settings',
    run: (call) =>
      call.world.changeSettings(
        bodyOf(
          call,
          z.strictObject({
            asyncUsageLagMs: z.number().int().nonnegative().optional(),
            bulkDurationMs: z.number().int().nonnegative().optional(),
            retrySpeed: z.number().positive().optional(),
            deliveryTimeoutMs: count.optional(),
          }),
        ),
      ),
  },
  {
    method: 'POST',
    path: '/shop',
    run: (call) =>
      call.world.shop.update(
        bodyOf(
          call,
          z.strictObject({
            name: z.string().min(1).optional(),
            email: z.email().optional(),
            ianaTimezone: z.string().optional(),
            taxesIncluded: z.boolean().optional(),
            planName: z.enum(['basic', 'grow', 'advanced', 'plus']).optional(),
          }),
        ),
      ),
  },
  {
    method: 'POST',
    path: '/staff',
    run: (call) => ({
      staff: call.world.shop.setStaffLocale(bodyOf(call, z.strictObject({ locale: z.string() })).locale),
    }),
  },
  {
    method: 'POST',
    path: '/themes/publish',
    run: (call) => ({ theme: publishTheme(call.world, bodyOf(call, z.strictObject({ theme: z.string() })).theme) }),
  },
  {
    method: 'GET',
    path: '/deliveries',
    run: ({ world, query }) => ({
      deliveries: world.webhooks.deliveries({
        ...listOptions(query),
        ...(query.get('topic') ? { topic: query.get('topic') ?? '' } : {}),
      }),
    }),
  },
  {
    method: 'POST',
    path: '/deliveries/:delivery/redeliver',
    run: ({ world, params }) => ({ delivery: world.webhooks.redeliver(numericId(params['delivery'] ?? '') ?? 0) }),
  },
  {
    method: 'POST',
    path: '/deliveries/pause',
    run: ({ world }) => {
      world.webhooks.pause();
      return { paused: true };
    },
  },
  {
    method: 'POST',
    path: '/deliveries/resume',
    run: ({ world }) => {
      world.webhooks.resume();
      return { paused: false };
    },
  },
  {
    method: 'POST',
    path: '/settle',
    run: (call) =>
      call.options.pump.settle(
        bodyOf(call, z.strictObject({ timeoutMs: count.max(600_000).default(30_000) })).timeoutMs,
      ),
  },
  {
    method: 'GET',
    path: '/faults',
    run: ({ world }) => ({ deliveries: world.webhooks.faults(), api: world.apiFaults.list() }),
  },
  {
    method: 'POST',
    path: '/faults/deliveries',
    run: (call) => ({ fault: call.world.webhooks.addFault(bodyOf(call, deliveryFault)) }),
  },
  { method: 'POST', path: '/faults/api', run: (call) => ({ fault: call.world.apiFaults.add(bodyOf(call, apiFault)) }) },
  {
    method: 'DELETE',
    path: '/faults',
    run: ({ world }) => {
      world.webhooks.clearFaults();
      world.apiFaults.clear();
      return { deliveries: [], api: [] };
    },
  },
  {
    method: 'POST',
    path: '/webhooks',
    run: (call) => {
      const input = bodyOf(
        call,
        z.strictObject({
          topic,
          /** The raw body, byte for byte; or `payload`, any JSON. */
          body: z.string().optional(),
          payload: z.json().optional(),
          eventId: z.string().optional(),
          /** Default: the subscriptions of the topic. */
          uri: z.url().optional(),
        }),
      );
      const deliveries = call.world.webhooks.emit(input.topic, input.payload ?? null, {
        rawBody: input.body,
        eventId: input.eventId,
        uri: input.uri,
      });
      return { deliveries };
    },
  },
  {
    method: 'GET',
    path: '/api-calls',
    run: ({ world, query }) => ({
      calls: world.log.apiCalls({
        ...listOptions(query),
        ...(query.get('operation') ? { operation: query.get('operation') ?? '' } : {}),
      }),
    }),
  },
  {
    method: 'DELETE',
    path: '/api-calls',
    run: ({ world }) => {
      world.log.clearApiCalls();
      return { calls: [] };
    },
  },
  {
    method: 'GET',
    path: '/mails',
    run: ({ world, query }) => ({
      mails: world.log.mails({ ...listOptions(query), ...(query.get('to') ? { to: query.get('to') ?? '' } : {}) }),
    }),
  },
  {
    method: 'GET',
    path: '/metafields/:ownerType/:ownerId',
    run: ({ world, params }) => {
      const ownerType = OWNERS.find((candidate) => candidate === params['ownerType']?.toUpperCase());
      const ownerId = numericId(params['ownerId'] ?? '');
      const app = world.apps.registration();
      if (!ownerType || ownerId === null || !app) throw new NotFound('There is no such owner of metafields.');
      return { metafields: world.metafields.list(app.appId, { ownerType, ownerId }) };
    },
  },
  {
    method: 'POST',
    path: '/app/install',
    run: (call) => ({
      installation: call.world.apps.install(bodyOf(call, z.strictObject({ scopes: z.array(z.string()).optional() }))),
    }),
  },
  {
    method: 'POST',
    path: '/app/uninstall',
    run: ({ world }) => {
      world.apps.uninstall();
      return { installation: null };
    },
  },
  {
    method: 'POST',
    path: '/app/scopes',
    run: (call) => ({
      installation: call.world.apps.updateScopes(bodyOf(call, z.strictObject({ scopes: z.array(z.string()) })).scopes),
    }),
  },
  {
    method: 'POST',
    path: '/app/token',
    run: ({ world }) => ({ token: world.apps.issueToken({ kind: 'offline' }) }),
  },
];
