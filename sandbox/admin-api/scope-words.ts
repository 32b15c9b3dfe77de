/** Access scopes in a shop owner's words, for the grant page and for `AccessScope.description`. */
const RESOURCES: Record<string, string> = {
  customers: 'customers: names, e-mail addresses, tags and marketing consent',
  orders: 'orders: items, amounts, discounts and refunds',
  all_orders: 'orders older than 60 days',
  products: 'products, variants and collections',
  discounts: 'discounts and discount codes',
  gift_cards: 'gift cards',
  gift_card_transactions: 'gift card balances',
  store_credit_accounts: 'store credit accounts',
  store_credit_account_transactions: 'store credit transactions',
  themes: 'themes of the online store',
  locales: 'languages of the shop',
  translations: 'translations',
  metaobjects: 'metaobjects',
  price_rules: 'price rules',
  marketing_events: 'marketing events',
  inventory: 'inventory',
  fulfillments: 'fulfillments',
};

const WHOLE: Record<string, string> = {
  write_app_proxy: 'Answer under its own address in the online store',
};

/** Writing includes reading, so a person need not be told both. */
export function withoutIncluded(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => !scopes.includes(scope.replace(/^read_/, 'write_')) || scope.startsWith('write_'));
}

export function scopeWords(scope: string): string {
  const whole = WHOLE[scope];
  if (whole) return whole;
  const match = /^(?:unauthenticated_)?(read|write)_(.+)$/.exec(scope);
  if (!match) return scope;
  const [, verb, resource = ''] = match;
  const words = RESOURCES[resource] ?? resource.replaceAll('_', ' ');
  return `${verb === 'write' ? 'View and change' : 'View'} ${words}`;
}
