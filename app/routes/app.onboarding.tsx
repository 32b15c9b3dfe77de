/** The first five minutes: points, rewards, publish, switch on. What was entered is kept at every step. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { averageOrderMinor } from '../analytics/milestones.server.ts';
import { answerEditor } from '../publishing/answer-editor.server.ts';
import { getDraft, getPublished } from '../publishing/program-store.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { Onboarding } from '../ui/onboarding/onboarding.tsx';
import { OnboardingDone } from '../ui/onboarding/onboarding-done.tsx';
import { PageError } from '../ui/page-error.tsx';
import programStyles from '../ui/program.css?url';
import { readProgramAction } from '../publishing/program-action.ts';

export const links = () => [{ rel: 'stylesheet', href: programStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin, redirect } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const [published, draft, average] = await Promise.all([
    getPublished(shop.id),
    getDraft(shop.id),
    averageOrderMinor(shop.id, shop.currencyCode, new Date()),
  ]);
  const isDone = new URL(request.url).searchParams.has('done');
  if (published && !isDone) throw redirect('/app');
  return {
    isPublished: published !== null,
    document: draft?.document ?? null,
    averageOrderMinor: average,
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken, redirect } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const answer = await answerEditor(
    shop.id,
    readProgramAction(await request.json()),
    sessionToken?.sub ?? session.shop,
    new Date(),
  );
  // A program that is there already (published in another tab, or by this form sent twice) is what was wanted.
  if (answer.outcome === 'published' || answer.outcome === 'conflict') throw redirect('/app/onboarding?done=1');
  return answer;
}

export default function OnboardingPage() {
  const { isPublished, document, averageOrderMinor } = useLoaderData<typeof loader>();
  return isPublished ? <OnboardingDone /> : <Onboarding document={document} averageOrderMinor={averageOrderMinor} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
