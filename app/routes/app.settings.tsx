/** Facts of the shop, the storefront switch, what failed, what the checks found, versions, privacy. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { readAttention } from '../analytics/milestones.server.ts';
import { listDeadLetters, replayDeadLetter } from '../intake/dead-letters.server.ts';
import { listVersions } from '../publishing/program-store.server.ts';
import { askForCheck, readReport } from '../reconciliation/report.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { SettingsPage } from '../ui/settings/settings-page.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const now = new Date();
  const [deadLetters, attention, versions, report] = await Promise.all([
    listDeadLetters(shop.id),
    readAttention(shop.id, now),
    listVersions(shop.id),
    readReport(shop.id, now),
  ]);
  return {
    attention,
    report,
    deadLetters: deadLetters.map(({ id, topic, reason, receivedAt }) => ({
      id: String(id),
      topic,
      reason,
      receivedAt: receivedAt.toISOString(),
    })),
    versions: versions.slice(0, 20).map(({ version, publishedAt }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
    })),
  };
}

const actionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('replay'), id: z.string().regex(/^\d{1,18}$/) }),
  z.object({ intent: z.literal('check') }),
]);

export async function action({ request }: ActionFunctionArgs): Promise<{ ok: boolean }> {
  const { session } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const asked = actionSchema.safeParse(await request.json());
  if (!asked.success) return { ok: false };
  if (asked.data.intent === 'check') return { ok: await askForCheck(shop.id, new Date()) };
  await replayDeadLetter(shop.id, asked.data.id);
  return { ok: true };
}

export default function Settings() {
  return <SettingsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
