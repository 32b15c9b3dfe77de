/**
 * Every page of the admin and every block of the theme app extension, with the states in which it is looked at. A house test
 * holds this list to the routes and blocks that there are. Only data: who opens and shoots them is in `admin-screens.ts` and
 * `store-screens.ts`.
 */
import type { FrameLocator, Page } from 'playwright-core';
import type { BlockHandle } from '#tests/extension/render-block.ts';
import { panelSections } from '#app/analytics/panel.ts';
import { sections } from '#app/ui/program-form/sections/section-list.ts';
import { openedScreens } from './opened-screens.ts';
import type { ShopState } from './shops.ts';

export type Opened = (app: FrameLocator, word: (key: string) => string, page: Page) => Promise<void>;

export interface AdminScreen {
  name: string;
  /** File in app/routes, without its ending. */
  route: string;
  /** `:member` and `:place` stand for ones that are there. */
  path: string;
  shops: ShopState[];
  /** What is done once it is there: opens a dialog, sends a wrong form. Words are found by the key of the locale file. */
  act?: Opened;
  /** Kept as it is before its data comes, or as it answers a failure. */
  held?: 'loading' | 'failing';
}

const settled: ShopState[] = ['empty', 'rich'];

export const adminScreens: AdminScreen[] = [
  { name: 'onboarding', route: 'app.onboarding', path: '/app/onboarding', shops: ['new'] },
  ...(['points', 'rewards', 'review'] as const).map((step) => ({
    name: `onboarding-${step}`,
    route: 'app.onboarding',
    path: `/app/onboarding?step=${step}`,
    shops: ['new'] as ShopState[],
  })),
  { name: 'onboarding-template', route: 'app.onboarding', path: '/app/onboarding?template=k2', shops: ['new'] },
  { name: 'onboarding-done', route: 'app.onboarding', path: '/app/onboarding?done=1', shops: ['empty'] },
  { name: 'home', route: 'app._index', path: '/app', shops: settled },
  { name: 'analytics', route: 'app.analytics', path: '/app/analytics', shops: settled },
  ...panelSections.slice(1).map((section) => ({
    name: `analytics-${section}`,
    route: 'app.analytics',
    path: `/app/analytics?section=${section}`,
    shops: ['rich'] as ShopState[],
  })),
  { name: 'members', route: 'app.members._index', path: '/app/members', shops: settled },
  {
    name: 'members-none-found',
    route: 'app.members._index',
    path: '/app/members?q=nobody%40example.com',
    shops: ['rich'],
  },
  { name: 'members-loading', route: 'app.members._index', path: '/app/members', shops: ['rich'], held: 'loading' },
  { name: 'members-failing', route: 'app.members._index', path: '/app/members', shops: ['rich'], held: 'failing' },
  { name: 'member', route: 'app.members.$memberId', path: '/app/members/:member', shops: ['rich'] },
  {
    name: 'member-not-there',
    route: 'app.members.$memberId',
    path: '/app/members/00000000-0000-4000-8000-000000000000',
    shops: ['rich'],
  },
  { name: 'members-bulk', route: 'app.members.bulk', path: '/app/members/bulk', shops: [...settled, 'troubled'] },
  { name: 'members-import', route: 'app.members.import', path: '/app/members/import', shops: ['rich'] },
  { name: 'program', route: 'app.program._index', path: '/app/program', shops: settled },
  ...sections.map((section) => ({
    name: `program-${section}`,
    route: 'app.program.$section',
    path: `/app/program/${section}`,
    shops: ['rich'] as ShopState[],
  })),
  { name: 'program-review', route: 'app.program.review', path: '/app/program/review', shops: ['rich'] },
  { name: 'program-history', route: 'app.program.history._index', path: '/app/program/history', shops: ['rich'] },
  { name: 'program-version', route: 'app.program.history.$version', path: '/app/program/history/1', shops: ['rich'] },
  { name: 'templates', route: 'app.program.templates._index', path: '/app/program/templates', shops: ['rich'] },
  {
    name: 'template',
    route: 'app.program.templates.$template',
    path: '/app/program/templates/k2',
    shops: ['rich'],
  },
  { name: 'backtest', route: 'app.program.backtest', path: '/app/program/backtest', shops: settled },
  { name: 'rewards', route: 'app.rewards', path: '/app/rewards', shops: settled },
  { name: 'referrals', route: 'app.referrals', path: '/app/referrals', shops: settled },
  { name: 'activities', route: 'app.activities._index', path: '/app/activities', shops: settled },
  { name: 'activities-places', route: 'app.activities.places', path: '/app/activities/places', shops: settled },
  { name: 'activities-scan', route: 'app.activities.scan', path: '/app/activities/scan', shops: ['rich'] },
  {
    name: 'activities-connections',
    route: 'app.activities.connections',
    path: '/app/activities/connections',
    shops: ['rich'],
  },
  {
    name: 'activities-poster',
    route: 'app.activities.poster.$placeId',
    path: '/app/activities/poster/:place',
    shops: ['rich'],
  },
  { name: 'messages', route: 'app.messages._index', path: '/app/messages', shops: settled },
  { name: 'message', route: 'app.messages.$kind', path: '/app/messages/welcome', shops: ['rich'] },
  { name: 'operations', route: 'app.operations._index', path: '/app/operations', shops: settled },
  { name: 'operations-log', route: 'app.operations.log', path: '/app/operations/log', shops: settled },
  { name: 'settings', route: 'app.settings', path: '/app/settings', shops: settled },
  { name: 'home-attention', route: 'app._index', path: '/app', shops: ['troubled'] },
  { name: 'members-bulk-running', route: 'app.members._index', path: '/app/members', shops: ['troubled'] },
  { name: 'operations-failures', route: 'app.operations._index', path: '/app/operations', shops: ['troubled'] },
  ...openedScreens,
];

export interface PublicScreen {
  name: string;
  route: string;
  /** `:token` and `:language` stand for a member's and the one that is asked for. */
  path: string;
}

/** Pages outside of the admin and the store. */
export const publicScreens: PublicScreen[] = [
  {
    name: 'preferences',
    route: 'messages.preferences',
    path: '/messages/preferences?t=:token&locale=:language',
  },
  {
    name: 'preferences-wrong-link',
    route: 'messages.preferences',
    path: '/messages/preferences?t=wrong&locale=:language',
  },
];

/** Routes that show no page of the admin, each with what it is. */
export const notScreens: Record<string, string> = {
  _index: 'sends Shopify’s first request on to the app',
  app: 'the frame around every page',
  'app.activities': 'the tabs around the pages of activities, seen on each of them',
  'app.program': 'the shell around the editor, seen on each of its pages',
  'app.analytics-file': 'a file',
  'app.analytics-panel': 'data of one panel',
  'app.members-file': 'a file',
  'app.members-import-file': 'a file',
  'app.operations-file': 'a file',
  'app.program-backtest-file': 'a file',
  'app.program-forecast': 'data',
  'app.program-groups': 'data',
  'app.program-names': 'data',
  'app.program-showcase': 'data',
  'app.program-trial': 'data',
  'auth.$': 'sends on to Shopify',
  'auth.login': 'sends on to Shopify',
  frame: 'sends on into the admin’s frame',
};

export interface StoreScreen {
  name: string;
  /** Path in the online store, without the language's prefix. */
  path: string;
  who: ('visitor' | 'member')[];
  /** Opens the launcher's panel. */
  panel?: boolean;
  /** Puts something into the cart, which opens the theme's drawer. */
  drawer?: boolean;
  /** Another theme of the sandbox than the plain one. */
  theme?: 'fjord';
  /** Shopped from this country, in its market's currency; absent is the shop's own. */
  country?: 'DE' | 'SE' | 'HU' | 'JP';
}

const pagesOfStore: StoreScreen[] = [
  { name: 'store-home', path: '/', who: ['visitor', 'member'] },
  { name: 'store-product', path: '/products/nordlys-espresso', who: ['visitor', 'member'] },
  { name: 'store-collection', path: '/collections/kaffe', who: ['visitor'] },
  { name: 'store-cart', path: '/cart', who: ['visitor', 'member'] },
  { name: 'store-account', path: '/account', who: ['member'] },
  { name: 'store-loyalty', path: '/pages/loyalty', who: ['visitor', 'member'] },
  { name: 'store-member-card', path: '/pages/member-card', who: ['visitor', 'member'] },
  { name: 'store-panel', path: '/', who: ['visitor', 'member'], panel: true },
  { name: 'store-drawer', path: '/products/nordlys-espresso', who: ['visitor', 'member'], drawer: true },
];

export const storeScreens: StoreScreen[] = [
  ...pagesOfStore,
  ...pagesOfStore.map((screen) => ({
    ...screen,
    name: screen.name.replace('store-', 'store-fjord-'),
    theme: 'fjord' as const,
  })),
  { name: 'store-abroad-loyalty', path: '/pages/loyalty', who: ['visitor', 'member'], country: 'DE' },
  { name: 'store-abroad-product', path: '/products/nordlys-espresso', who: ['visitor'], country: 'JP' },
  { name: 'store-abroad-cart', path: '/cart', who: ['member'], country: 'SE' },
  { name: 'store-abroad-panel', path: '/', who: ['member'], panel: true, country: 'HU' },
];

/** Blocks of the extension, each alone on a plain page: as a visitor and as a member halfway through, light, dark and rtl. */
export const blockScreens: BlockHandle[] = [
  'launcher',
  'product-points',
  'product-card-points',
  'balance',
  'cart-points',
  'progress',
  'tier-ladder',
  'stamp-card',
  'rewards',
  'referral',
  'challenges',
  'loyalty-page',
  'member-card',
];
