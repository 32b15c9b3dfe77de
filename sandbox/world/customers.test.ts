import { describe, expect, it } from 'vitest';
import { testWorld } from './testing.ts';

describe('Customers', () => {
  it('share no e-mail address, whatever its case', () => {
    const { world } = testWorld();
    expect(() => world.customers.create({ email: 'MEMBER@example.com' })).toThrow('already been taken');
    expect(() => world.customers.create({ email: 'nonsense' })).toThrow('invalid');
  });

  it('get an account by logging in with a code', () => {
    const { world, member } = testWorld();
    expect(world.customers.logIn('member@example.com').id).toBe(member.id);
    expect(world.customers.logIn('new@example.com').state).toBe('enabled');
  });

  it('with orders cannot be deleted, as at Shopify', () => {
    const { world, tea, member } = testWorld();
    world.orders.place({ lines: [{ variantId: tea.id, quantity: 1 }], buyer: { customerId: member.id } });
    expect(() => world.customers.delete(member.id)).toThrow('associated orders');
    world.customers.delete(member.id, { force: true });
    expect(world.customers.get(member.id)).toBeNull();
  });

  it('are merged with their orders, and codes of the vanished one work for the kept one', () => {
    const { world, tea, member } = testWorld({ topics: ['customers/merge', 'customers/delete'] });
    const other = world.customers.create({ email: 'old@example.com', tags: ['vip'] });
    const lines = [{ variantId: tea.id, quantity: 1 }];
    const order = world.orders.place({ lines, buyer: { customerId: other.id } });
    world.discounts.create(null, {
      kind: 'basic',
      title: 'T',
      code: 'T',
      items: { kind: 'all' },
      value: { kind: 'percentage', percentageBp: 1000 },
      context: { kind: 'customers', customerIds: [other.id] },
    });
    expect(world.customers.mergeKeeps(other.id, member.id)).toBe(member.id);
    const kept = world.customers.merge(member.id, other.id);
    expect([kept.tags, world.orders.get(order.id)?.customerId]).toEqual([['vip'], member.id]);
    expect(world.customers.resolveMerged(other.id)).toBe(member.id);
    expect(world.pricing.priceCheckout({ lines, customerId: member.id, codes: ['T'] }).rejectedCodes).toEqual([]);
    const [delivery, ...rest] = world.webhooks.deliveries();
    expect(JSON.parse(delivery?.body ?? '{}')).toMatchObject({
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${member.id}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${other.id}`,
      status: 'completed',
    });
    expect(rest).toEqual([]);
  });

  it('that are redacted lose their personal data, in their orders too, after the app was told who they were', () => {
    const { world, tea, member } = testWorld({ topics: ['customers/redact'] });
    const order = world.orders.place({
      lines: [{ variantId: tea.id, quantity: 1 }],
      buyer: { customerId: member.id },
      shippingRateId: 'standard',
    });
    world.customers.redact(member.id);
    expect(world.customers.get(member.id)).toMatchObject({ email: null, firstName: null, addresses: [] });
    expect(world.orders.get(order.id)).toMatchObject({ email: null, shippingAddress: null, customerId: member.id });
    expect(JSON.parse(world.webhooks.deliveries()[0]?.body ?? '{}')).toMatchObject({
      customer: { id: member.id, email: 'member@example.com' },
      orders_to_redact: [order.id],
    });
  });
});

describe('Metafields', () => {
  it('in an app’s own namespace are written and read by that app only', () => {
    const { world, member } = testWorld();
    const owner = { ownerType: 'CUSTOMER', ownerId: member.id } as const;
    const [written] = world.metafields.set(4242, [
      { ...owner, namespace: '$app:regulars', key: 'member', type: 'json', value: '{"availablePoints":3}' },
    ]);
    expect(written?.namespace).toBe('app--4242--regulars');
    expect(world.metafields.get(4242, owner, '$app:regulars', 'member')?.value).toBe('{"availablePoints":3}');
    expect(world.metafields.get(77, owner, 'app--4242--regulars', 'member')).toBeNull();
    expect(() =>
      world.metafields.set(77, [
        { ...owner, namespace: 'app--4242--regulars', key: 'member', type: 'json', value: '{}' },
      ]),
    ).toThrow('not allowed');
  });

  it('are set all or not at all, with the place of each mistake', () => {
    const { world } = testWorld();
    const owner = { ownerType: 'SHOP', ownerId: world.shop.get().id } as const;
    const good = { ...owner, namespace: 'custom', key: 'good', type: 'json', value: '[]' };
    expect(() => world.metafields.set(4242, [good, { ...good, key: 'bad', value: '[' }])).toThrow(
      expect.objectContaining({
        refusals: [expect.objectContaining({ field: ['metafields', '1', 'value'], code: 'INVALID_VALUE' })],
      }),
    );
    expect(world.metafields.get(4242, owner, 'custom', 'good')).toBeNull();
  });

  it('with a stale digest are refused', () => {
    const { world } = testWorld();
    const input = {
      ownerType: 'SHOP',
      ownerId: 1,
      namespace: 'custom',
      key: 'counter',
      type: 'number_integer',
      value: '1',
    } as const;
    const [first] = world.metafields.set(4242, [{ ...input, compareDigest: null }]);
    if (!first) throw new Error('Nothing was written.');
    const digest = world.metafields.digest(first);
    world.metafields.set(4242, [{ ...input, value: '2', compareDigest: digest }]);
    expect(() => world.metafields.set(4242, [{ ...input, value: '3', compareDigest: digest }])).toThrow(
      'has been updated',
    );
  });

  it('of the installation disappear when the app is uninstalled', () => {
    const { world } = testWorld();
    const ownerId = world.apps.installation()?.id ?? 0;
    const owner = { ownerType: 'API_PERMISSION', ownerId } as const;
    world.metafields.set(4242, [{ ...owner, namespace: 'regulars', key: 'program', type: 'json', value: '{}' }]);
    expect(world.metafields.get(77, owner, 'regulars', 'program')).toBeNull();
    world.apps.uninstall();
    expect(world.metafields.list(4242, owner)).toEqual([]);
  });
});

describe('Discounts', () => {
  it('with a code that is taken are refused in Shopify’s words', () => {
    const { world } = testWorld();
    const input = {
      kind: 'basic',
      title: 'T',
      code: 'Ten',
      items: { kind: 'all' },
      value: { kind: 'percentage', percentageBp: 1000 },
    } as const;
    const discount = world.discounts.create(4242, input);
    expect(() => world.discounts.create(4242, { ...input, code: 'TEN' })).toThrow(
      expect.objectContaining({
        refusals: [{ field: ['code'], code: 'TAKEN', message: 'Code must be unique. Please try a different code.' }],
      }),
    );
    expect(world.discounts.update(discount.id, { code: 'TEN', title: 'Renamed' }).title).toBe('Renamed');
    expect(world.discounts.addCodes(discount.id, ['ten', 'A', 'A'])).toMatchObject({
      added: [{ code: 'A' }],
      refused: [{ code: 'ten' }, { code: 'A' }],
    });
  });

  it('end at once when deactivated, and the code is free again when deleted', () => {
    const { world } = testWorld();
    const input = { kind: 'free_shipping', title: 'T', code: 'T' } as const;
    const discount = world.discounts.create(4242, input);
    expect(world.discounts.status(world.discounts.deactivate(discount.id))).toBe('expired');
    expect(world.discounts.status(world.discounts.activate(discount.id))).toBe('active');
    world.discounts.delete(discount.id);
    expect(world.discounts.byCode('t')).toBeNull();
    expect(world.discounts.create(4242, input).title).toBe('T');
  });

  it('start and end at the instant that was meant, whatever the offset and the milliseconds', () => {
    const { world } = testWorld();
    const base = { kind: 'free_shipping', title: 'T' } as const;
    const started = world.discounts.create(4242, { ...base, code: 'A', startsAt: '2026-03-01T13:00:00.900+01:00' });
    expect([started.startsAt, world.discounts.status(started)]).toEqual(['2026-03-01T12:00:00Z', 'active']);
    const later = world.discounts.create(4242, { ...base, code: 'B', startsAt: '2026-03-01T12:30:00+00:00' });
    expect(world.discounts.status(later)).toBe('scheduled');
    const over = world.discounts.create(4242, {
      ...base,
      code: 'C',
      startsAt: '2026-02-01T00:00:00Z',
      endsAt: '2026-03-01T12:30:00+01:00',
    });
    expect(world.discounts.status(over)).toBe('expired');
  });

  it('for unknown customers, out of range or ending before they start are refused', () => {
    const { world } = testWorld();
    const attempt = () =>
      world.discounts.create(4242, {
        kind: 'basic',
        title: '',
        code: ' ',
        items: { kind: 'all' },
        value: { kind: 'percentage', percentageBp: 10_001 },
        context: { kind: 'customers', customerIds: [1] },
        endsAt: '2020-01-01T00:00:00Z',
      });
    expect(attempt).toThrow(
      expect.objectContaining({
        refusals: ['BLANK', 'BLANK', 'INVALID', 'VALUE_OUTSIDE_RANGE', 'INVALID'].map((code) =>
          expect.objectContaining({ code }),
        ),
      }),
    );
  });
});
