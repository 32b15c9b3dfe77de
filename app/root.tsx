/** The document around every page: language, viewport, scripts. Knows nothing of the shop. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  isRouteErrorResponse,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from './i18n/request-locale.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  return { locale: await localeOf(request) };
}

/** The language is fixed when the document is asked for, and kept while the merchant moves through the app. */
export function shouldRevalidate(): boolean {
  return false;
}

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  const { i18n } = useTranslation();
  return (
    <html lang={data?.locale ?? i18n.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { t } = useTranslation();
  const notFound = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main style={{ maxWidth: '32rem', margin: '15vh auto', padding: '0 1.5rem', fontFamily: 'system-ui, sans-serif' }}>
      <h1>{t(notFound ? 'errors.notFoundTitle' : 'errors.title')}</h1>
      <p>{t(notFound ? 'errors.notFound' : 'errors.text')}</p>
    </main>
  );
}
