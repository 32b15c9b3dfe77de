/**
 * Renders one block of the theme app extension with the sandbox's own Liquid engine, from plain values: for tests that
 * want prices, languages and members at will. The journeys render the same files inside the sandbox's store.
 */
import { LiquidMoney } from '#sandbox/store/liquid/number.ts';
import { bindScope } from '#sandbox/store/liquid/scope.ts';
import { ThemeExtension } from '#sandbox/store/extension/theme-extension.ts';

export const extensionRoot = new URL('../../extensions/regulars-theme', import.meta.url).pathname;
export const locales = ['en', 'da', 'sv', 'hu', 'de'] as const;
export type Locale = (typeof locales)[number];
export type BlockHandle =
  | 'launcher'
  | 'product-points'
  | 'product-card-points'
  | 'balance'
  | 'tier-ladder'
  | 'stamp-card'
  | 'progress'
  | 'cart-points'
  | 'rewards'
  | 'challenges'
  | 'referral'
  | 'member-card'
  | 'loyalty-page';

export const extension = new ThemeExtension(extensionRoot, {
  handle: 'regulars-theme',
  name: 'Regulars',
  timeZone: 'Europe/Copenhagen',
});

export interface Reward {
  id: string;
  kind: 'amount_off' | 'percentage_off' | 'free_shipping';
  costPoints: number;
  amountMinor?: number;
  amountCents?: number;
  percentageBp?: number;
  minimumSubtotalMinor: number;
  minimumSubtotalCents: number;
  title: Record<string, string>;
}

export const rewards: Reward[] = [
  {
    id: 'rw_ship',
    kind: 'free_shipping',
    costPoints: 300,
    minimumSubtotalMinor: 0,
    minimumSubtotalCents: 0,
    title: { en: 'Free shipping', da: 'Fri fragt', sv: 'Fri frakt', hu: 'Ingyenes szállítás', de: 'Gratisversand' },
  },
  {
    id: 'rw_50off',
    kind: 'amount_off',
    costPoints: 500,
    amountMinor: 5000,
    amountCents: 5000,
    minimumSubtotalMinor: 0,
    minimumSubtotalCents: 0,
    title: { en: '50 kr. off', da: '50 kr. rabat', sv: '50 kr rabatt', hu: '50 kr. kedvezmény', de: '50 kr. Rabatt' },
  },
  {
    id: 'rw_15pct',
    kind: 'percentage_off',
    costPoints: 1200,
    percentageBp: 1500,
    minimumSubtotalMinor: 30000,
    minimumSubtotalCents: 30000,
    title: {
      en: '15% off an order',
      da: '15 % på en ordre',
      sv: '15 % på en beställning',
      hu: '15% egy rendelésre',
      de: '15 % auf eine Bestellung',
    },
  },
];

export const program = {
  version: 3,
  published: true,
  pointName: {
    en: { one: 'point', other: 'points' },
    da: { one: 'point', other: 'point' },
    sv: { one: 'poäng', other: 'poäng' },
    hu: { one: 'pont', other: 'pont' },
    de: { one: 'Punkt', other: 'Punkte' },
  },
  icon: 'star',
  earn: { pointsPerUnit: 1, unitMinor: 100, rounding: 'floor', excludeGiftCards: true, currencyCode: 'DKK' },
  earnLiquid: { pointsPerUnit: 1, unitCents: 100 },
  signupPoints: 100,
  rewards,
  joinUrl: '/account/login',
};

export interface Member {
  availablePoints: number;
  pendingPoints: number;
  status: string;
  version: number;
  codes: {
    redemptionId: string;
    rewardId: string;
    code: string;
    expiresAt: string | null;
    title?: Record<string, string>;
    cancellable?: boolean;
  }[];
  nextExpiry?: { points: number; expiresAt: string; expiresOn: string } | null;
  tier?: object;
  goals?: object[];
  badges?: object[];
  referralCode?: string;
}

export function member(changes: Partial<Member> = {}): Member {
  return { availablePoints: 340, pendingPoints: 0, status: 'active', version: 12, codes: [], ...changes };
}

export interface Scene {
  locale?: Locale;
  program?: object | null;
  /** undefined = a visitor; null = a customer who is not a member. */
  member?: Member | null;
  settings?: Record<string, unknown>;
  globals?: Record<string, unknown>;
  moneyFormat?: string;
  /** The buyer's currency where it is not the shop's, and how many of it one of the shop's is. */
  exchange?: { currencyCode: string; rate: number };
}

/** The metafield `regulars.exchange` as Shopify shows it to this buyer. */
function moneyAbroad({ currencyCode, rate }: { currencyCode: string; rate: number }): LiquidMoney {
  return new LiquidMoney(Math.round(10_000_000_000 * rate), { iso_code: currencyCode });
}

/** The block's HTML. Throws on any error of Liquid, which a buyer would otherwise read. */
export function renderBlock(handle: BlockHandle, scene: Scene = {}): string {
  const block = extension.block(handle);
  if (!block || block.error) throw new Error(block?.error ?? `There is no block ${handle}.`);
  const locale = scene.locale ?? 'en';
  const defaults: Record<string, unknown> = {};
  for (const setting of (block.schema.settings ?? []) as { id?: string; default?: unknown }[]) {
    if (setting.id) defaults[setting.id] = setting.default ?? '';
  }
  const globals = {
    app: {
      metafields: {
        regulars: {
          program: { value: scene.program === undefined ? program : scene.program },
          ...(scene.exchange ? { exchange: { value: moneyAbroad(scene.exchange) } } : {}),
        },
      },
    },
    customer:
      scene.member === undefined
        ? null
        : { id: 7, metafields: { '$app:regulars': { member: scene.member && { value: scene.member } } } },
    request: { locale: { iso_code: locale }, page_type: 'index' },
    shop: { url: 'https://kaffe.example', currency: 'DKK' },
    routes: { cart_url: '/cart', cart_update_url: '/cart/update', account_login_url: '/account/login' },
    cart: { currency: { iso_code: scene.exchange?.currencyCode ?? 'DKK' }, item_count: 0, total_price: 0, items: [] },
    block: { id: 'test', settings: { ...defaults, ...scene.settings }, shopify_attributes: '' },
    ...scene.globals,
  };
  bindScope(globals, {
    host: extension,
    appId: 1,
    locale,
    moneyFormat: scene.moneyFormat ?? '{{amount_with_comma_separator}} kr.',
    moneyWithCurrencyFormat: '{{amount_with_comma_separator}} DKK',
    currencyCode: scene.exchange?.currencyCode ?? 'DKK',
    timeZone: 'Europe/Copenhagen',
    nowMs: Date.parse('2026-11-21T12:00:00Z'),
    rootUrl: '/',
    pageNumber: 1,
    pathWithQuery: '/',
    report: (message) => {
      throw new Error(message);
    },
    renderSection: () => '',
    renderSectionGroup: () => '',
    renderBlocks: () => '',
    renderStaticBlock: () => '',
    renderBlock: () => undefined,
  });
  const file = `${extensionRoot}/blocks/${handle}.liquid`;
  return extension.engine.render(block.source, file, globals, (message) => {
    throw new Error(message);
  });
}

/** A cart of two items as Liquid has it, 200 crowns in all. */
export const cart = {
  currency: { iso_code: 'DKK' },
  item_count: 2,
  total_price: 20_000,
  items_subtotal_price: 20_000,
  items: [{ quantity: 2, original_price: 10_000, original_line_price: 20_000, final_line_price: 20_000 }],
};
