/** Payloads of customers/* and the privacy topics. */
import { toGid } from './gid.ts';
import { shopTime } from './payload-format.ts';
import type { Address, Customer, Json, Shop } from './types.ts';

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
