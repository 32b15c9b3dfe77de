/** The program editor: what is being edited, kept while the merchant goes through its pages; draft, publishing. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData, type ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { averageOrderMinor } from '../analytics/milestones.server.ts';
import { answerEditor } from '../publishing/answer-editor.server.ts';
import { getDraft, getPublished, getVersion } from '../publishing/program-store.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { isNoAnswer } from '../ui/kept-page.ts';
import { PageError } from '../ui/page-error.tsx';
import programStyles from '../ui/program.css?url';
import { readProgramAction } from '../publishing/program-action.ts';
import { ProgramShell } from '../ui/program-form/program-shell.tsx';

export const links = () => [{ rel: 'stylesheet', href: programStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin, redirect } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const [published, draft, average] = await Promise.all([
    getPublished(shop.id),
    getDraft(shop.id),
    averageOrderMinor(shop.id, shop.currencyCode, new Date()),
  ]);
  if (!published) throw redirect('/app/onboarding');
  return {
    published: { ...published, publishedAt: published.publishedAt.toISOString() },
    draft: draft && {
      document: draft.document,
      baseVersion: draft.baseVersion,
      updatedAt: draft.updatedAt.toISOString(),
      revision: draft.revision,
    },
    // What the draft began from, where somebody published since: both can then be put together.
    began:
      draft && draft.baseVersion > 0 && draft.baseVersion < published.version
        ? await getVersion(shop.id, draft.baseVersion)
        : null,
    averageOrderMinor: average,
  };
}

/** Only what the editor itself sends (a draft, a publication) changes what was loaded; going from section to section does not. */
export function shouldRevalidate({ formMethod, formAction, actionResult }: ShouldRevalidateFunctionArgs): boolean {
  return (
    !isNoAnswer(actionResult) &&
    formMethod !== undefined &&
    formMethod !== 'GET' &&
    formAction?.split('?')[0] === '/app/program'
  );
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  return answerEditor(shop.id, readProgramAction(await request.json()), sessionToken?.sub ?? session.shop, new Date());
}

export { clientAction } from '../ui/kept-page.ts';

export default function ProgramLayout() {
  return (
    <ProgramShell {...useLoaderData<typeof loader>()}>
      <Outlet />
    </ProgramShell>
  );
}

export function ErrorBoundary() {
  return <PageError />;
}
