/** What a page shows when it could not be loaded. The rest of the app stays usable. */
import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Card, EmptyState, Page } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

const TRY_AGAIN_MS = 10_000;

export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const revalidator = useRevalidator();
  // Where the first page failed as a whole, Shopify's part of it is missing too: only a new page brings it.
  const tryAgain = () => (window.shopify ? revalidator.revalidate() : window.location.reload());
  const isNotFound = isRouteErrorResponse(error) && error.status === 404;
  const { revalidate } = revalidator;
  useEffect(() => {
    if (isNotFound) return;
    // What broke off for a moment (a page that looks how far something is, the code on a shop's screen) comes back by itself.
    const timer = setInterval(() => {
      if (window.shopify && document.visibilityState === 'visible') revalidate();
    }, TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isNotFound, revalidate]);
  return (
    <Page>
      <TitleBar title={t(isNotFound ? 'errors.notFoundTitle' : 'errors.title')} />
      <Card>
        <EmptyState
          image="/empty.svg"
          imageContained
          heading={t(isNotFound ? 'errors.notFoundTitle' : 'errors.title')}
          action={
            isNotFound
              ? { content: t('errors.home'), url: '/app' }
              : {
                  content: t('errors.retry'),
                  onAction: tryAgain,
                  loading: revalidator.state === 'loading',
                }
          }
        >
          <p>{t(isNotFound ? 'errors.notFound' : 'errors.text')}</p>
        </EmptyState>
      </Card>
    </Page>
  );
}
