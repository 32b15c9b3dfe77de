/** One template, looked at closely, and taken as the draft. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useParams } from '@remix-run/react';
import { findTemplate } from '../program/templates/registry.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { TemplatePage } from '../ui/templates/templates-page.tsx';

export async function loader({ request, params }: LoaderFunctionArgs) {
  await requireAdmin(request);
  if (!findTemplate(params.template ?? '')) throw new Response(null, { status: 404 });
  return null;
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function ProgramTemplate() {
  const template = findTemplate(useParams().template ?? '');
  return template && <TemplatePage template={template} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
