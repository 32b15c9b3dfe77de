/** One section of the program editor: /app/program/earning, /app/program/rewards… */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useParams } from '@remix-run/react';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { SectionPage } from '../ui/program-form/section-page.tsx';
import { readSection } from '../ui/program-form/sections/section-list.ts';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { redirect } = await requireAdmin(request);
  // Groups have been a page of their own; links to it still lead there.
  if (params.section === 'segments') throw redirect(`/app/program/campaigns${new URL(request.url).search}`);
  if (!readSection(params.section)) throw new Response(null, { status: 404 });
  return null;
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function ProgramSection() {
  const { section } = useParams();
  return <SectionPage key={section} section={readSection(section) ?? 'earning'} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
