/** Payloads of customers/* and the privacy topics. */
import { toGid } from './gid.ts';
import { shopTime } from './payload-format.ts';
import type { Address, Customer, Json, MarketingConsent, Shop } from './types.ts';

export const NEVER_ASKED: MarketingConsent = { state: 'not_subscribed', optInLevel: null, updatedAt: null };

function addressPayload(address: Address, customer: Customer): { [key: string]: Json } {
  return {
    id: address.id,
    customer_id: customer.id,
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    country: address.country,
    zip: address.zip,
    phone: address.phone,
    name: [address.firstName, address.lastName].filter(Boolean).join(' '),
    province_code: address.provinceCode,
    country_code: address.countryCode,
    country_name: address.country,
    default: address.id === customer.defaultAddressId,
  };
}

/** The customer inside an order's payload: without the list of addresses. */
export function orderCustomerPayload(customer: Customer, shop: Shop): { [key: string]: Json } {
  const defaultAddress = customer.addresses.find((address) => address.id === customer.defaultAddressId);
  return {
    id: customer.id,
    created_at: shopTime(customer.createdAt, shop.ianaTimezone),
    updated_at: shopTime(customer.updatedAt, shop.ianaTimezone),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state,
    note: customer.note,
    verified_email: customer.verifiedEmail,
    multipass_identifier: null,
    tax_exempt: customer.taxExempt,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currencyCode,
    tax_exemptions: [],
    admin_graphql_api_id: toGid('Customer', customer.id),
    ...(defaultAddress ? { default_address: addressPayload(defaultAddress, customer) } : {}),
  };
}

/** customers/create, customers/update, customers/enable, customers/disable. Since 2025-01 without tags and statistics. */
export function customerPayload(customer: Customer, shop: Shop): Json {
  return {
    ...orderCustomerPayload(customer, shop),
    addresses: customer.addresses.map((address) => addressPayload(address, customer)),
  };
}

/** customers_email_marketing_consent/update */
export function emailConsentPayload(customer: Customer, shop: Shop): Json {
  const { state, optInLevel, updatedAt } = customer.emailMarketing;
  return {
    customer_id: customer.id,
    email_address: customer.email,
    email_marketing_consent: {
      state,
      opt_in_level: optInLevel,
      consent_updated_at: shopTime(updatedAt, shop.ianaTimezone),
    },
  };
}

/** customers_marketing_consent/update: of text messages. */
export function smsConsentPayload(customer: Customer, shop: Shop): Json {
  const { state, optInLevel, updatedAt } = customer.smsMarketing ?? NEVER_ASKED;
  return {
    id: customer.id,
    phone: customer.phone,
    sms_marketing_consent: {
      state,
      opt_in_level: optInLevel,
      consent_updated_at: shopTime(updatedAt, shop.ianaTimezone),
      consent_collected_from: 'shopify',
    },
  };
}

/** customer.tags_added and customer.tags_removed */
export function customerTagsPayload(customerId: number, tags: string[], at: string): Json {
  return { customerId: toGid('Customer', customerId), tags, occurredAt: at.replace('Z', '.000Z') };
}

export function customerDeletePayload(customerId: number): Json {
  return { id: customerId, tax_exemptions: [], admin_graphql_api_id: toGid('Customer', customerId) };
}

export function customerMergePayload(keptId: number, deletedId: number): Json {
  return {
    admin_graphql_api_customer_kept_id: toGid('Customer', keptId),
    admin_graphql_api_customer_deleted_id: toGid('Customer', deletedId),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  };
}

export function dataRequestPayload(customer: Customer, shop: Shop, orderIds: number[], requestId: number): Json {
  return {
    shop_id: shop.id,
    shop_domain: shop.domain,
    customer: { id: customer.id, email: customer.email, phone: customer.phone },
    orders_requested: orderIds,
    data_request: { id: requestId },
  };
}

export function customerRedactPayload(customer: Customer, shop: Shop, orderIds: number[]): Json {
  return {
    shop_id: shop.id,
    shop_domain: shop.domain,
    customer: { id: customer.id, email: customer.email, phone: customer.phone },
    orders_to_redact: orderIds,
  };
}
