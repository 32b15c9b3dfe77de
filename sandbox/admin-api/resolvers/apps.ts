/** The app, its installation, the shop, webhook subscriptions and what little the sandbox says of themes. */
import { toGid } from '#sandbox/world/gid.ts';
import type { WebhookSubscription } from '#sandbox/world/machine-types.ts';
import type { Shop } from '#sandbox/world/types.ts';
import { THEMES, publishedTheme } from '#sandbox/world/themes.ts';
import type { ThemeRecord } from '#sandbox/world/themes.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, recordOf, requiredText, textOf, textsOf } from '../context.ts';
import { addressAnswer } from './customers.ts';
import { metafieldFields } from './metafields.ts';
import { scopeWords } from '../scope-words.ts';
import { refused, userErrors } from './user-errors.ts';

export function appAnswer(context: ApiContext): Answer {
  const app = context.world.apps.registration();
  if (!app) throw new Error('No app is registered in this sandbox.');
  return {
    __typename: 'App',
    id: toGid('App', app.appId),
    title: app.title,
    handle: app.handle,
    apiKey: app.apiKey,
    embedded: app.embedded,
    developerName: app.title,
    developerType: 'PARTNER',
    published: false,
    previouslyInstalled: true,
    shopifyDeveloped: false,
    webhookApiVersion: app.webhookApiVersion,
    requestedAccessScopes: () => app.scopes.map(scopeAnswer),
    optionalAccessScopes: () => app.optionalScopes.map(scopeAnswer),
    availableAccessScopes: () => app.scopes.map(scopeAnswer),
    installation: () => installationAnswer(context),
  };
}

function scopeAnswer(handle: string): Answer {
  return { __typename: 'AccessScope', handle, description: scopeWords(handle) };
}

export function installationAnswer(context: ApiContext): Answer | null {
  const installation = context.world.apps.installation();
  if (!installation) return null;
  const app = context.world.apps.registration();
  return {
    __typename: 'AppInstallation',
    id: toGid('AppInstallation', installation.id),
    app: () => appAnswer(context),
    accessScopes: installation.grantedScopes.map(scopeAnswer),
    launchUrl: `${context.adminOrigin}/store/${context.world.shop.get().handle}/apps/${app?.handle ?? ''}`,
    uninstallUrl: null,
    activeSubscriptions: [],
    ...metafieldFields(context, { ownerType: 'API_PERMISSION', ownerId: installation.id }),
  };
}

export function shopAnswer(context: ApiContext): Answer {
  const shop = context.world.shop.get();
  const offset = timezoneOffset(shop, context.world.clock.nowMs());
  const currencies = [shop.currencyCode, ...shop.presentmentCurrencies.map((currency) => currency.currencyCode)];
  return {
    __typename: 'Shop',
    id: toGid('Shop', shop.id),
    name: shop.name,
    email: shop.email,
    contactEmail: shop.email,
    shopOwnerName: shop.ownerName,
    myshopifyDomain: shop.domain,
    url: context.storeOrigin,
    primaryDomain: {
      __typename: 'Domain',
      id: toGid('Domain', shop.id),
      host: new URL(context.storeOrigin).host,
      url: context.storeOrigin,
      sslEnabled: context.storeOrigin.startsWith('https:'),
      localization: {
        __typename: 'DomainLocalization',
        defaultLocale: shop.primaryLocale,
        alternateLocales: [],
        country: null,
      },
    },
    currencyCode: shop.currencyCode,
    enabledPresentmentCurrencies: [...new Set(currencies)],
    currencyFormats: {
      __typename: 'CurrencyFormats',
      moneyFormat: shop.moneyFormat,
      moneyWithCurrencyFormat: shop.moneyWithCurrencyFormat,
      moneyInEmailsFormat: shop.moneyFormat,
      moneyWithCurrencyInEmailsFormat: shop.moneyWithCurrencyFormat,
    },
    ianaTimezone: shop.ianaTimezone,
    timezoneOffset: offset.text,
    timezoneOffsetMinutes: offset.minutes,
    timezoneAbbreviation: offset.abbreviation,
    taxesIncluded: shop.taxesIncluded,
    taxShipping: true,
    weightUnit: 'KILOGRAMS',
    unitSystem: 'METRIC_SYSTEM',
    orderNumberFormatPrefix: '#',
    orderNumberFormatSuffix: '',
    setupRequired: false,
    checkoutApiSupported: true,
    createdAt: shop.createdAt,
    updatedAt: shop.updatedAt,
    plan: {
      __typename: 'ShopPlan',
      displayName: shop.planDisplayName,
      publicDisplayName: shop.planDisplayName,
      partnerDevelopment: false,
      shopifyPlus: shop.planName === 'plus',
    },
    customerAccountsV2: {
      __typename: 'CustomerAccountsV2',
      customerAccountsVersion: 'NEW_CUSTOMER_ACCOUNTS',
      loginLinksVisibleOnStorefrontAndCheckout: true,
      loginRequiredAtCheckout: false,
      url: `${context.storeOrigin}/account`,
    },
    shopAddress: {
      ...addressAnswer(shop.address),
      __typename: 'ShopAddress',
      id: toGid('ShopAddress', shop.address.id),
      company: shop.name,
    },
    billingAddress: { ...addressAnswer(shop.address), __typename: 'ShopAddress', company: shop.name },
    ...metafieldFields(context, { ownerType: 'SHOP', ownerId: shop.id }),
  };
}

function timezoneOffset(shop: Shop, nowMs: number): { minutes: number; text: string; abbreviation: string } {
  const parts = (style: 'longOffset' | 'short') =>
    new Intl.DateTimeFormat('en', { timeZone: shop.ianaTimezone, timeZoneName: style })
      .formatToParts(nowMs)
      .find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const text = parts('longOffset').replace('GMT', '').replace(':', '') || '+0000';
  const sign = text.startsWith('-') ? -1 : 1;
  const minutes = sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(3, 5)));
  return { minutes, text, abbreviation: parts('short') };
}

export function shopLocales(context: ApiContext, args: Args): Answer[] {
  const published = args['published'];
  const named = new Intl.DisplayNames(['en'], { type: 'language' });
  return context.world.shop
    .get()
    .locales.filter((locale) => typeof published !== 'boolean' || locale.published === published)
    .map((locale) => ({
      __typename: 'ShopLocale',
      locale: locale.locale,
      name: named.of(locale.locale) ?? locale.locale,
      primary: locale.primary,
      published: locale.published,
    }));
}

export function themeAnswer(context: ApiContext, theme: ThemeRecord): Answer {
  const shop = context.world.shop.get();
  return {
    __typename: 'OnlineStoreTheme',
    id: toGid('OnlineStoreTheme', theme.id),
    name: theme.name,
    role: theme.id === publishedTheme(context.world).id ? 'MAIN' : 'UNPUBLISHED',
    prefix: '',
    processing: false,
    processingFailed: false,
    themeStoreId: null,
    createdAt: shop.createdAt,
    updatedAt: shop.updatedAt,
  };
}

export function themesConnection(context: ApiContext, args: Args): Answer {
  const roles = textsOf(args, 'roles');
  const themes = THEMES.map((theme) => themeAnswer(context, theme)).filter(
    (theme) => roles.length === 0 || roles.includes(String(theme['role'])),
  );
  return connection(args, themes, {
    typeName: 'OnlineStoreTheme',
    id: (theme) => Number(String(theme['id']).split('/').at(-1)),
    node: (theme) => theme,
  });
}

/** `orders/paid` <-> `ORDERS_PAID`, `customer.tags_added` <-> `CUSTOMER_TAGS_ADDED` */
function topicEnum(topic: string): string {
  return topic.replace(/[/.]/, '_').toUpperCase();
}

export function subscriptionAnswer(subscription: WebhookSubscription): Answer {
  return {
    __typename: 'WebhookSubscription',
    id: toGid('WebhookSubscription', subscription.id),
    legacyResourceId: String(subscription.id),
    topic: topicEnum(subscription.topic),
    uri: subscription.uri,
    format: 'JSON',
    filter: subscription.filter,
    includeFields: subscription.includeFields,
    metafieldNamespaces: [],
    apiVersion: {
      __typename: 'ApiVersion',
      handle: subscription.apiVersion,
      displayName: subscription.apiVersion,
      supported: true,
    },
    createdAt: subscription.createdAt,
    updatedAt: subscription.updatedAt,
  };
}

/** Subscriptions of the app's configuration file are not listed, as at Shopify: the API sees only its own. */
export function subscriptionsConnection(context: ApiContext, args: Args): Answer {
  const topics = textsOf(args, 'topics');
  const uri = textOf(args, 'uri');
  const own = context.world.webhooks
    .subscriptions()
    .filter((subscription) => subscription.source === 'api' && subscription.appId === context.appId)
    .filter((subscription) => topics.length === 0 || topics.includes(topicEnum(subscription.topic)))
    .filter((subscription) => uri === undefined || subscription.uri === uri);
  return connection(args, own, { typeName: 'WebhookSubscription', id: (one) => one.id, node: subscriptionAnswer });
}

const SUBSCRIBED = 'WebhookSubscriptionCreatePayload';
const UNSUBSCRIBED = 'WebhookSubscriptionDeletePayload';

export const appMutations = {
  webhookSubscriptionCreate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'webhookSubscription') ?? {};
    const topic = requiredText(args, 'topic');
    const uri = textOf(input, 'uri') ?? textOf(input, 'callbackUrl');
    if (!uri) {
      const error = { field: ['webhookSubscription', 'uri'], message: "Address can't be blank" };
      return refused(SUBSCRIBED, { webhookSubscription: null }, [error]);
    }
    return userErrors(SUBSCRIBED, { webhookSubscription: null }, ['webhookSubscription'], () => ({
      webhookSubscription: subscriptionAnswer(
        context.world.webhooks.subscribe({
          topic: topicName(topic),
          uri,
          includeFields: textsOf(input, 'includeFields'),
          filter: textOf(input, 'filter') ?? null,
        }),
      ),
    }));
  },

  webhookSubscriptionDelete: (context: ApiContext, args: Args): Answer => {
    const gid = requiredText(args, 'id');
    const id = idOrNull(gid, 'WebhookSubscription');
    const found = id === null ? null : context.world.webhooks.subscription(id);
    if (!found || found.source !== 'api') {
      const error = { field: ['id'], message: 'Webhook subscription does not exist' };
      return refused(UNSUBSCRIBED, { deletedWebhookSubscriptionId: null }, [error]);
    }
    context.world.webhooks.unsubscribe(found.id);
    return { __typename: UNSUBSCRIBED, deletedWebhookSubscriptionId: gid, userErrors: [] };
  },

  appUninstall: (context: ApiContext): Answer => {
    const app = appAnswer(context);
    context.world.apps.uninstall();
    return { __typename: 'AppUninstallPayload', app, userErrors: [] };
  },

  appRevokeAccessScopes: (context: ApiContext, args: Args): Answer => {
    const { apps } = context.world;
    const empty = { revoked: null };
    const optional = apps.registration()?.optionalScopes ?? [];
    const granted = apps.installation()?.grantedScopes ?? [];
    const wanted = textsOf(args, 'scopes');
    const fixed = wanted.filter((scope) => !optional.includes(scope));
    if (fixed.length > 0) {
      const message = `The scopes ${fixed.join(', ')} are required and can't be revoked.`;
      return refused('AppRevokeAccessScopesPayload', empty, [
        { field: ['scopes'], message, code: 'CANNOT_REVOKE_REQUIRED_SCOPES' },
      ]);
    }
    apps.updateScopes(granted.filter((scope) => !wanted.includes(scope)));
    return { __typename: 'AppRevokeAccessScopesPayload', revoked: wanted.map(scopeAnswer), userErrors: [] };
  },
};

/** Only the first underscore divides: `ORDERS_PAID`, but `CUSTOMERS_DATA_REQUEST` and `APP_SUBSCRIPTIONS_UPDATE` too. */
function topicName(name: string): string {
  const lower = name.toLowerCase();
  const twoWords = [
    'app_subscriptions',
    'draft_orders',
    'collection_listings',
    'product_listings',
    'inventory_levels',
    'inventory_items',
    'customers_email_marketing_consent',
    'customers_marketing_consent',
    'subscription_contracts',
    'subscription_billing_attempts',
    'bulk_operations',
  ];
  // A few topics of one customer have a dot.
  if (/^customer_(tags|joined|left)_/.test(lower)) return lower.replace('_', '.');
  const resource = twoWords.find((prefix) => lower.startsWith(`${prefix}_`)) ?? lower.slice(0, lower.indexOf('_'));
  return `${resource}/${lower.slice(resource.length + 1)}`;
}
