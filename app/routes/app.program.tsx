/** The program editor: earning, rewards, names, refunds; draft and published. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { averageOrderMinor } from '../analytics/milestones.server.ts';
import { answerEditor } from '../publishing/answer-editor.server.ts';
import { getDraft, getPublished } from '../publishing/program-store.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { readProgramAction } from '../publishing/program-action.ts';
import { ProgramEditor } from '../ui/program-form/program-editor.tsx';

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
    },
    averageOrderMinor: average,
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  return answerEditor(shop.id, readProgramAction(await request.json()), sessionToken?.sub ?? session.shop, new Date());
}

export default function ProgramPage() {
  return <ProgramEditor {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
