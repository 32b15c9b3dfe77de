/** Payloads of shop/update, app/uninstalled, app/scopes_update, shop/redact. */
import { shopTime } from './payload-format.ts';
import type { Json, Shop } from './types.ts';

/** The same object is sent for shop/update and app/uninstalled. */
export function shopPayload(shop: Shop): Json {
  const at = (instant: string): string => shopTime(instant, shop.ianaTimezone);
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: shop.address.province,
    country: shop.address.countryCode,
    address1: shop.address.address1,
    zip: shop.address.zip,
    city: shop.address.city,
    source: null,
    phone: shop.address.phone,
    latitude: null,
    longitude: null,
    primary_locale: shop.primaryLocale,
    address2: shop.address.address2,
    created_at: at(shop.createdAt),
    updated_at: at(shop.updatedAt),
    country_code: shop.address.countryCode,
    country_name: shop.address.country,
    currency: shop.currencyCode,
    customer_email: shop.email,
    timezone: `(GMT${at(shop.updatedAt).slice(-6)}) ${shop.ianaTimezone.split('/').at(-1) ?? ''}`,
    iana_timezone: shop.ianaTimezone,
    shop_owner: shop.ownerName,
    money_format: shop.moneyFormat,
    money_with_currency_format: shop.moneyWithCurrencyFormat,
    weight_unit: 'kg',
    province_code: shop.address.provinceCode,
    taxes_included: shop.taxesIncluded,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: true,
    plan_display_name: shop.planDisplayName,
    plan_name: shop.planName,
    has_discounts: true,
    has_gift_cards: true,
    myshopify_domain: shop.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: shop.moneyFormat,
    money_with_currency_in_emails_format: shop.moneyWithCurrencyFormat,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: shop.address.id,
    checkout_api_supported: true,
    multi_location_enabled: true,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [
      shop.currencyCode,
      ...shop.presentmentCurrencies.map((currency) => currency.currencyCode),
    ],
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  };
}

export function scopesUpdatePayload(
  shop: Shop,
  installationId: number,
  change: { previous: string[]; current: string[]; at: string },
): Json {
  return {
    id: installationId,
    shop_id: `gid://shopify/Shop/${shop.id}`,
    previous: change.previous,
    current: change.current,
    updated_at: change.at.replace('Z', '.000Z'),
  };
}

export function shopRedactPayload(shop: Shop): Json {
  return { shop_id: shop.id, shop_domain: shop.domain };
}
