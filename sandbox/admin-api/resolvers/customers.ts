/** Customers: reading, searching, and the mutations that apps of this kind use. */
import { toGid } from '#sandbox/world/gid.ts';
import { NEVER_ASKED } from '#sandbox/world/payload-customer.ts';
import type { Address, Customer } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idFromGid, idOrNull, recordOf, requiredText, textOf, textsOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { storeCreditAccountsConnection } from './credits.ts';
import { metafieldFields } from './metafields.ts';
import { moneyV2 } from './money.ts';
import { orderAnswer, ordersConnection } from './orders.ts';
import { refused, userErrors } from './user-errors.ts';

export function customerAnswer(context: ApiContext, customer: Customer): Answer {
  const { world } = context;
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(' ');
  const defaultAddress = customer.addresses.find((address) => address.id === customer.defaultAddressId) ?? null;
  return {
    __typename: 'Customer',
    id: toGid('Customer', customer.id),
    legacyResourceId: String(customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: name || customer.email || customer.phone || 'Unnamed customer',
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: () => emailAnswer(context, customer),
    defaultPhoneNumber: () =>
      customer.phone
        ? { __typename: 'CustomerPhoneNumber', phoneNumber: customer.phone, ...smsFields(customer) }
        : null,
    smsMarketingConsent: () =>
      customer.phone
        ? {
            __typename: 'CustomerSmsMarketingConsentState',
            consentCollectedFrom: 'SHOPIFY',
            consentUpdatedAt: customer.smsMarketing?.updatedAt ?? null,
            marketingOptInLevel: (customer.smsMarketing?.optInLevel ?? 'single_opt_in').toUpperCase(),
            marketingState: (customer.smsMarketing?.state ?? 'not_subscribed').toUpperCase(),
            sourceLocation: null,
          }
        : null,
    emailMarketingConsent: () =>
      customer.email
        ? {
            __typename: 'CustomerEmailMarketingConsentState',
            marketingState: customer.emailMarketing.state.toUpperCase(),
            marketingOptInLevel: customer.emailMarketing.optInLevel?.toUpperCase() ?? null,
            consentUpdatedAt: customer.emailMarketing.updatedAt,
          }
        : null,
    state: customer.state.toUpperCase(),
    tags: customer.tags,
    note: customer.note,
    locale: customer.locale,
    taxExempt: customer.taxExempt,
    verifiedEmail: customer.verifiedEmail,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    canDelete: () => world.customers.statistics(customer.id).numberOfOrders === 0,
    amountSpent: () => moneyV2(world.customers.statistics(customer.id).amountSpentMinor, world.shop.get().currencyCode),
    numberOfOrders: () => String(world.customers.statistics(customer.id).numberOfOrders),
    lastOrder: () => {
      const { lastOrderId } = world.customers.statistics(customer.id);
      const order = lastOrderId === null ? null : world.orders.get(lastOrderId);
      return order ? orderAnswer(context, order) : null;
    },
    defaultAddress: () => addressAnswer(defaultAddress),
    addresses: () => customer.addresses.map(addressAnswer),
    addressesV2: (args: Args) =>
      connection(args, customer.addresses, {
        typeName: 'MailingAddress',
        id: (address) => address.id,
        node: (address) => addressAnswer(address) ?? { __typename: 'MailingAddress' },
      }),
    orders: (args: Args) => ordersConnection(context, args, customer.id),
    storeCreditAccounts: (args: Args) => storeCreditAccountsConnection(context, args, customer.id),
    ...metafieldFields(context, { ownerType: 'CUSTOMER', ownerId: customer.id }),
  };
}

function smsFields(customer: Customer): Record<string, unknown> {
  const { state, optInLevel, updatedAt } = customer.smsMarketing ?? NEVER_ASKED;
  const level = optInLevel?.toUpperCase() ?? null;
  return {
    marketingState: state.toUpperCase(),
    marketingOptInLevel: level,
    marketingUpdatedAt: updatedAt,
    smsMarketingConsent: {
      __typename: 'CustomerSmsMarketingConsent',
      // The newer consent has a word of its own for who was never asked.
      state: state === 'not_subscribed' ? 'NEVER_SUBSCRIBED' : state.toUpperCase(),
      optInLevel: level,
      updatedAt,
      collectedFrom: 'SHOPIFY',
      sourceLocation: null,
    },
  };
}

function emailAnswer(context: ApiContext, customer: Customer): Answer | null {
  if (!customer.email) return null;
  return {
    __typename: 'CustomerEmailAddress',
    emailAddress: customer.email,
    marketingState: customer.emailMarketing.state.toUpperCase(),
    marketingOptInLevel: customer.emailMarketing.optInLevel?.toUpperCase() ?? null,
    marketingUpdatedAt: customer.emailMarketing.updatedAt,
    marketingUnsubscribeUrl: `${context.storeOrigin}/account/unsubscribe`,
    openTrackingLevel: 'UNKNOWN',
    validFormat: true,
  };
}

export function addressAnswer(address: Address | null): Answer | null {
  if (!address) return null;
  return {
    __typename: 'MailingAddress',
    id: toGid('MailingAddress', address.id),
    firstName: address.firstName,
    lastName: address.lastName,
    name: [address.firstName, address.lastName].filter(Boolean).join(' ') || null,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    zip: address.zip,
    province: address.province,
    provinceCode: address.provinceCode,
    country: address.country,
    countryCodeV2: address.countryCode,
    phone: address.phone,
  };
}

function customerSearch(context: ApiContext): SearchFields<Customer> {
  const statistics = (customer: Customer) => context.world.customers.statistics(customer.id);
  return {
    list: 'customers',
    nowMs: () => context.world.clock.nowMs(),
    text: (customer) =>
      [customer.firstName, customer.lastName, customer.email, customer.phone].filter(Boolean).join(' '),
    fields: {
      id: { kind: 'id', value: (customer) => customer.id },
      email: { kind: 'text', value: (customer) => customer.email },
      phone: { kind: 'text', value: (customer) => customer.phone },
      first_name: { kind: 'text', value: (customer) => customer.firstName },
      last_name: { kind: 'text', value: (customer) => customer.lastName },
      state: { kind: 'text', value: (customer) => customer.state },
      tag: { kind: 'tokens', value: (customer) => customer.tags },
      orders_count: { kind: 'number', value: (customer) => statistics(customer).numberOfOrders },
      customer_date: { kind: 'instant', value: (customer) => customer.createdAt },
      created_at: { kind: 'instant', value: (customer) => customer.createdAt },
      updated_at: { kind: 'instant', value: (customer) => customer.updatedAt },
    },
  };
}

const ORDER: Record<string, (customer: Customer) => string | number> = {
  ID: (customer) => customer.id,
  CREATED_AT: (customer) => customer.createdAt,
  UPDATED_AT: (customer) => customer.updatedAt,
  NAME: (customer) => `${customer.lastName ?? ''} ${customer.firstName ?? ''}`,
};

export function customersConnection(context: ApiContext, args: Args): Answer {
  const matching = context.world.customers.list().filter(searchFilter(textOf(args, 'query'), customerSearch(context)));
  return connection(args, matching, {
    typeName: 'Customer',
    id: (customer) => customer.id,
    sortKey: ORDER[textOf(args, 'sortKey') ?? 'ID'] ?? ((customer) => customer.id),
    node: (customer) => customerAnswer(context, customer),
  });
}

export function countCustomers(context: ApiContext, args: Args): number {
  return context.world.customers.list().filter(searchFilter(textOf(args, 'query'), customerSearch(context))).length;
}

export function customerByIdentifier(context: ApiContext, args: Args): Answer | null {
  const identifier = recordOf(args, 'identifier') ?? {};
  const gid = textOf(identifier, 'id');
  const email = textOf(identifier, 'emailAddress');
  const phone = textOf(identifier, 'phoneNumber');
  const { customers } = context.world;
  const found = gid
    ? customers.get(idFromGid(gid, 'Customer'))
    : email
      ? customers.byEmail(email)
      : (customers.list().find((customer) => phone !== undefined && customer.phone === phone) ?? null);
  return found ? customerAnswer(context, found) : null;
}

export const customerMutations = {
  customerCreate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'input') ?? {};
    return userErrors('CustomerCreatePayload', { customer: null }, [], () => {
      const consent = recordOf(input, 'emailMarketingConsent');
      const created = context.world.transaction(() => {
        const { id } = context.world.customers.create({
          email: textOf(input, 'email') ?? null,
          phone: textOf(input, 'phone') ?? null,
          firstName: textOf(input, 'firstName') ?? null,
          lastName: textOf(input, 'lastName') ?? null,
          note: textOf(input, 'note') ?? null,
          tags: textsOf(input, 'tags'),
          ...(textOf(input, 'locale') === undefined ? {} : { locale: textOf(input, 'locale') }),
        });
        if (textOf(consent ?? {}, 'marketingState') === 'SUBSCRIBED') {
          context.world.customers.setConsent(id, { channel: 'email', state: 'subscribed' });
        }
        return context.world.customers.get(id);
      });
      return { customer: created ? customerAnswer(context, created) : null };
    });
  },

  customerUpdate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'input') ?? {};
    const id = idOrNull(textOf(input, 'id') ?? '', 'Customer');
    if (id === null || !context.world.customers.get(id)) {
      return refused('CustomerUpdatePayload', { customer: null }, [
        { field: ['id'], message: 'Customer does not exist' },
      ]);
    }
    return userErrors('CustomerUpdatePayload', { customer: null }, [], () => {
      const changes: Parameters<typeof context.world.customers.update>[1] = {};
      if ('email' in input) changes.email = textOf(input, 'email') ?? null;
      if ('firstName' in input) changes.firstName = textOf(input, 'firstName') ?? null;
      if ('lastName' in input) changes.lastName = textOf(input, 'lastName') ?? null;
      if ('phone' in input) changes.phone = textOf(input, 'phone') ?? null;
      if ('note' in input) changes.note = textOf(input, 'note') ?? null;
      if ('tags' in input) changes.tags = textsOf(input, 'tags');
      const locale = textOf(input, 'locale');
      if (locale !== undefined) changes.locale = locale;
      return { customer: customerAnswer(context, context.world.customers.update(id, changes)) };
    });
  },
};

export function customerQuery(context: ApiContext, args: Args): Answer | null {
  const customer = context.world.customers.get(idFromGid(requiredText(args, 'id'), 'Customer'));
  return customer ? customerAnswer(context, customer) : null;
}
