/** The frame of the admin: authentication, language, navigation. Every page of the app is inside it. */
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Link, Outlet, isRouteErrorResponse, useLoaderData, useNavigation, useRouteError } from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { env } from '../lib/env.server.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { frameScript } from '../shopify/frame-params.ts';
import { appBridgeUrl } from '../shopify/shop-address.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { pointNames } from '../program/point-name.ts';
import adminStyles from '../ui/admin.css?url';
import previewStyles from '../ui/storefront-preview.css?url';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: adminStyles },
  { rel: 'stylesheet', href: previewStyles },
];

export const meta = () => [{ title: 'Regulars' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const published = await getPublished(shop.id);
  return {
    appBridgeUrl: appBridgeUrl(),
    shop: {
      domain: shop.domain,
      name: shop.name,
      currencyCode: shop.currencyCode,
      timeZone: shop.timeZone,
      apiKey: env().SHOPIFY_API_KEY,
    },
    pointName: published ? pointNames(published.program) : null,
    isPublished: published !== null,
    hasReferrals: Boolean(published?.program.referral),
  };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function App() {
  const { appBridgeUrl, shop, isPublished, hasReferrals } = useLoaderData<typeof loader>();
  const { t, i18n } = useTranslation();
  const bridge = appBridgeUrl ? { __APP_BRIDGE_URL: appBridgeUrl } : {};
  return (
    <AppProvider isEmbeddedApp apiKey={shop.apiKey} i18n={i18n.getResourceBundle(i18n.language, 'polaris')} {...bridge}>
      <FrameScript />
      <NavMenu>
        <Link to="/app" rel="home">
          {t('nav.home')}
        </Link>
        {isPublished && <Link to="/app/members">{t('nav.members')}</Link>}
        {isPublished && <Link to="/app/analytics">{t('nav.analytics')}</Link>}
        {hasReferrals && <Link to="/app/referrals">{t('nav.referrals')}</Link>}
        {isPublished && <Link to="/app/rewards">{t('nav.rewards')}</Link>}
        {isPublished && <Link to="/app/program">{t('nav.program')}</Link>}
        {isPublished && <Link to="/app/activities">{t('nav.activities')}</Link>}
        {isPublished && <Link to="/app/messages">{t('nav.messages')}</Link>}
        {isPublished && <Link to="/app/operations">{t('nav.operations')}</Link>}
        <Link to="/app/settings">{t('nav.settings')}</Link>
      </NavMenu>
      <LoadingBar />
      <main>
        <Outlet />
      </main>
    </AppProvider>
  );
}

/** Before any link of the page, so that none is pressed before it has run. */
function FrameScript() {
  return <script dangerouslySetInnerHTML={{ __html: frameScript }} />;
}

/** Shopify's own loading bar while a page is on its way. */
function LoadingBar() {
  const navigation = useNavigation();
  const isLoading = navigation.state === 'loading';
  useEffect(() => {
    if (!isLoading) return;
    window.shopify?.loading?.(true);
    return () => window.shopify?.loading?.(false);
  }, [isLoading]);
  return null;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { i18n } = useTranslation();
  // Shopify's library answers with whole pages (session token bounce, exit from the frame) that must be shown as they are.
  if (isRouteErrorResponse(error) && typeof error.data === 'string' && error.data.includes('<script')) {
    return boundary.error(error);
  }
  return (
    <AppProvider isEmbeddedApp={false} apiKey="" i18n={i18n.getResourceBundle(i18n.language, 'polaris')}>
      <FrameScript />
      <PageError />
    </AppProvider>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
