/**
 * What a member wants to be told: the page behind the link in every message. A POST of `List-Unsubscribe=One-Click`, as mail
 * programs send it (RFC 8058), stops everything; opening the page changes nothing, because scanners open links too.
 */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { json } from '@remix-run/node';
import { localeOf } from '../i18n/request-locale.server.ts';
import { readPreferences, savePreferences } from '../messages/preferences.server.ts';
import { fill, messageWords } from '../messages/words.ts';
import publicStyles from '../ui/public.css?url';

export const links = () => [{ rel: 'stylesheet', href: publicStyles }];
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.words.title ?? '' },
  { name: 'robots', content: 'noindex' },
];
/** The address holds the member's proof: no other site is told it, and nobody keeps it. */
export const headers = () => ({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' });

export async function loader({ request }: LoaderFunctionArgs) {
  const [preferences, locale] = [await readPreferences(tokenOf(request)), await localeOf(request)];
  const { page, kinds } = messageWords[locale];
  return json(
    {
      words: { ...page, lead: fill(page.lead, { shop: preferences?.shopName ?? '' }) },
      kinds: preferences?.kinds.map(({ kind, isWanted }) => ({ kind, isWanted, label: kinds[kind].label })) ?? null,
    },
    { status: preferences ? 200 : 404 },
  );
}

export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const stopsAll = form.get('List-Unsubscribe') === 'One-Click' || form.get('intent') === 'stop';
  const outcome = await savePreferences(
    tokenOf(request),
    stopsAll ? null : form.getAll('kind').map(String),
    new Date(),
  );
  return json({ outcome }, { status: outcome === 'invalid' ? 404 : 200 });
}

export default function MessagePreferences() {
  const { words, kinds } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (!kinds || answer?.outcome === 'invalid') {
    return (
      <main className="public preferences">
        <h1>{words.invalidTitle}</h1>
        <p className="lead">{words.invalid}</p>
      </main>
    );
  }
  return (
    <main className="public preferences">
      <h1>{words.title}</h1>
      <p className="lead">{words.lead}</p>
      <p className="said" role="status">
        {answer?.outcome === 'saved' ? words.saved : answer?.outcome === 'stopped' ? words.stopped : ''}
      </p>
      {/* What was just saved is shown as saved, also when the browser restores what was ticked before. */}
      <Form method="post" reloadDocument key={answer?.outcome} autoComplete="off">
        <ul className="choices">
          {kinds.map(({ kind, isWanted, label }) => (
            <li key={kind}>
              <label>
                <input type="checkbox" name="kind" value={kind} defaultChecked={isWanted} />
                {label}
              </label>
            </li>
          ))}
        </ul>
        <div className="buttons">
          <button type="submit" name="intent" value="save">
            {words.save}
          </button>
          <button type="submit" name="intent" value="stop" className="quiet">
            {words.stopAll}
          </button>
        </div>
      </Form>
    </main>
  );
}

function tokenOf(request: Request): string | null {
  return new URL(request.url).searchParams.get('t');
}
