/** The first five minutes: points, rewards, publish, switch on. What was entered is kept at every step. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, type ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { averageOrderMinor, readMilestones } from '../analytics/milestones.server.ts';
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
    milestones: published && (await readMilestones(shop.id)),
    begun: draft && { document: draft.document, revision: draft.revision, step: draft.step },
    averageOrderMinor: average,
  };
}

/** Going from step to step changes nothing of what was loaded; publishing and what happens in the store do. */
export function shouldRevalidate({ currentUrl, nextUrl, formMethod }: ShouldRevalidateFunctionArgs): boolean {
  const isAskedAgain = currentUrl.href === nextUrl.href && formMethod === undefined;
  return isAskedAgain || currentUrl.searchParams.has('done') !== nextUrl.searchParams.has('done');
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
  const isThere = answer.outcome === 'draft_conflict' && !answer.theirs && (await getPublished(shop.id)) !== null;
  if (answer.outcome === 'published' || answer.outcome === 'conflict' || isThere)
    throw redirect('/app/onboarding?done=1');
  return answer;
}

export { clientAction } from '../ui/kept-page.ts';

export default function OnboardingPage() {
  const { milestones, begun, averageOrderMinor } = useLoaderData<typeof loader>();
  if (milestones) return <OnboardingDone {...milestones} />;
  return <Onboarding begun={begun} averageOrderMinor={averageOrderMinor} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
