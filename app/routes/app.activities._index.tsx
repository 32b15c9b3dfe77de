/** What members answered, and the net promoter score. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listAnswers, promoterScore, type AnswerFilter } from '../activities/surveys.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { AnswersPage } from '../ui/activities/answers-page.tsx';
import { namesOrNone } from '../ui/member-names.ts';

const DAYS = 90;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const asked = new URL(request.url).searchParams.get('show');
  const filter: AnswerFilter = asked === 'unhappy' || asked === 'open' ? asked : 'all';
  const [answers, score] = await Promise.all([
    listAnswers(shop.id, filter, 100),
    promoterScore(shop.id, new Date(Date.now() - DAYS * 24 * 60 * 60 * 1000)),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    answers.map(({ customerId }) => customerId),
  );
  return {
    filter,
    score,
    days: DAYS,
    answers: answers.map((answer) => ({
      ...answer,
      answeredAt: answer.answeredAt.toISOString(),
      handled: answer.handledAt !== null,
      name: names[answer.customerId ?? ''] ?? null,
    })),
  };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function Answers() {
  return <AnswersPage {...useLoaderData<typeof loader>()} />;
}
