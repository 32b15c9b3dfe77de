/** Customers from outside: signing up, tags, consent, merging, the privacy requests. */
import { z } from 'zod';
import { toGid } from '#sandbox/world/gid.ts';
import type { Customer } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { findCustomer } from './find.ts';
import { bodyOf, listOptions } from './route.ts';
import type { ControlRoute } from './route.ts';

const fields = {
  email: z.email().nullish(),
  phone: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  state: z.enum(['disabled', 'invited', 'enabled', 'declined']).optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().nullish(),
  locale: z.string().optional(),
};

function customerView(world: World, customer: Customer): unknown {
  return { gid: toGid('Customer', customer.id), ...customer, statistics: world.customers.statistics(customer.id) };
}

export const PEOPLE_ROUTES: ControlRoute[] = [
  {
    method: 'GET',
    path: '/customers',
    run: ({ world, query }) => {
      const found = world.customers.list({
        ...listOptions(query),
        ...(query.get('query') ? { query: query.get('query') ?? '' } : {}),
      });
      return { customers: found.map((customer) => customerView(world, customer)) };
    },
  },
  {
    method: 'GET',
    path: '/customers/:customer',
    run: ({ world, params }) => ({ customer: customerView(world, findCustomer(world, params['customer'] ?? '')) }),
  },
  {
    method: 'POST',
    path: '/customers',
    run: (call) => ({
      customer: customerView(call.world, call.world.customers.create(bodyOf(call, z.strictObject(fields)))),
    }),
  },
  {
    method: 'POST',
    path: '/customers/:customer/update',
    run: (call) => {
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      return {
        customer: customerView(call.world, call.world.customers.update(id, bodyOf(call, z.strictObject(fields)))),
      };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/tags',
    run: (call) => {
      const { customers } = call.world;
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      const tags = z.array(z.string()).default([]);
      const { add, remove } = bodyOf(call, z.strictObject({ add: tags, remove: tags }));
      const changed = call.world.transaction(() => {
        if (add.length > 0) customers.addTags(id, add);
        if (remove.length > 0) customers.removeTags(id, remove);
        return findCustomer(call.world, id);
      });
      return { customer: customerView(call.world, changed) };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/consent',
    run: (call) => {
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      const input = bodyOf(
        call,
        z.strictObject({
          channel: z.enum(['email', 'sms']).default('email'),
          state: z.enum(['subscribed', 'unsubscribed', 'pending', 'not_subscribed']).default('subscribed'),
          optInLevel: z.enum(['single_opt_in', 'confirmed_opt_in', 'unknown']).optional(),
        }),
      );
      return { customer: customerView(call.world, call.world.customers.setConsent(id, input)) };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/birth-date',
    run: (call) => {
      const { world } = call;
      const { id } = findCustomer(world, call.params['customer'] ?? '');
      const { birthDate } = bodyOf(call, z.strictObject({ birthDate: z.iso.date() }));
      const owner = { ownerType: 'CUSTOMER' as const, ownerId: id };
      // Shopify's standard definition of a birth date; the merchant, or a form of the shop, fills it.
      const written = world.metafields.set(null, [
        { ...owner, namespace: 'facts', key: 'birth_date', type: 'date', value: birthDate },
      ]);
      world.customers.update(id, {});
      return { metafield: written[0] };
    },
  },
  {
    method: 'POST',
    path: '/sign-up',
    run: (call) => {
      const { world } = call;
      const { email, newsletter, ...input } = bodyOf(
        call,
        z.strictObject({
          email: z.email(),
          firstName: z.string().optional(),
          lastName: z.string().optional(),
          locale: z.string().optional(),
          newsletter: z.boolean().default(false),
        }),
      );
      const customer = world.transaction(() => {
        const { id } = world.customers.logIn(email, input);
        return newsletter
          ? world.customers.setConsent(id, { channel: 'email', state: 'subscribed' })
          : findCustomer(world, id);
      });
      return { customer: customerView(world, customer) };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/merge',
    run: (call) => {
      const { world } = call;
      const name = z.union([z.string(), z.number().int()]);
      const input = bodyOf(
        call,
        z.strictObject({ into: name, kept: name.optional(), alsoDelete: z.boolean().optional() }),
      );
      const one = findCustomer(world, call.params['customer'] ?? '');
      const two = findCustomer(world, input.into);
      // Without a choice, the one that Shopify itself would keep.
      const keptId =
        input.kept === undefined ? world.customers.mergeKeeps(one.id, two.id) : findCustomer(world, input.kept).id;
      const otherId = keptId === one.id ? two.id : one.id;
      const kept = world.customers.merge(keptId, otherId, { alsoDelete: input.alsoDelete });
      return { keptId, deletedId: otherId, customer: customerView(world, kept) };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/delete',
    run: (call) => {
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      const { force } = bodyOf(call, z.strictObject({ force: z.boolean().default(false) }));
      call.world.customers.delete(id, { force });
      return { deletedId: id };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/request-data',
    run: ({ world, params }) => {
      const { id } = findCustomer(world, params['customer'] ?? '');
      world.customers.requestData(id);
      return { customerId: id };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/redact',
    run: ({ world, params }) => {
      const { id } = findCustomer(world, params['customer'] ?? '');
      world.customers.redact(id);
      return { customerId: id };
    },
  },
];
