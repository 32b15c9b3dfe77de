/** The public page: what Regulars is. Requests from the Shopify admin go on to the app. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useTranslation } from 'react-i18next';
import publicStyles from '../ui/public.css?url';

export const links = () => [{ rel: 'stylesheet', href: publicStyles }];
export const meta: MetaFunction = () => [{ title: 'Regulars' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.get('shop')) return redirect(`/app?${url.searchParams.toString()}`);
  return null;
}

export default function PublicPage() {
  const { t } = useTranslation();
  return (
    <main className="public">
      <img src="/favicon.svg" alt="" width={56} height={56} />
      <h1>Regulars</h1>
      <p className="lead">{t('public.lead')}</p>
      <ul>
        <li>{t('public.pointExact')}</li>
        <li>{t('public.pointFast')}</li>
        <li>{t('public.pointHonest')}</li>
      </ul>
      <p className="how">{t('public.how')}</p>
    </main>
  );
}
