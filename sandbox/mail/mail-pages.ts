/** The pages at /mail, and the gateway at /mail/gateway that takes SMS, push and partners' posts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { html, type Html } from '#sandbox/admin/html.ts';
import type { World } from '#sandbox/world/world.ts';
import { keepMail, mailDetails } from './mail-server.ts';

const LIMIT_BYTES = 256 * 1024;
const SHOWN = 200;

const postSchema = z.object({
  channel: z.string(),
  kind: z.string(),
  to: z.object({ phone: z.string().optional(), customerId: z.string().optional() }).optional(),
  title: z.string().optional(),
  text: z.string().optional(),
});

/** Answers true when the request was for these pages. */
export async function handleMail(world: World, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  if (pathname !== '/mail' && !pathname.startsWith('/mail/')) return false;
  if (pathname === '/mail/gateway' && request.method === 'POST') {
    const status = takePost(world, request, await readText(request));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
    return true;
  }
  const id = /^\/mail\/(\d+)$/.exec(pathname)?.[1];
  const page = id ? mailPage(world, Number(id)) : pathname === '/mail' ? listPage(world) : null;
  response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(page?.text ?? 'There is no such mail.');
  return true;
}

/** As a provider does: the same idempotency key again is taken and does nothing. @returns the status of the answer. */
function takePost(world: World, request: IncomingMessage, body: string): number {
  const header = (name: string) => String(request.headers[name] ?? '');
  const key = header('idempotency-key');
  if (!key || !header('regulars-signature')) return 400;
  if (world.documents.get('mail-keys', key) !== null) return 200;
  let post: z.infer<typeof postSchema>;
  try {
    post = postSchema.parse(JSON.parse(body));
  } catch {
    return 422;
  }
  world.documents.set('mail-keys', key, true);
  keepMail(
    world,
    {
      to: post.to?.phone ?? (post.to?.customerId ? `customer ${post.to.customerId}` : 'partners'),
      subject: post.title ?? post.kind,
      text: post.text ?? body,
    },
    {
      from: header('regulars-shop'),
      html: null,
      channel: post.channel,
      headers: { 'idempotency-key': key, 'regulars-signature': header('regulars-signature') },
    },
  );
  return 200;
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LIMIT_BYTES) return '';
  }
  return text;
}

function listPage(world: World): Html {
  const mails = world.log.mails({ reverse: true, limit: SHOWN });
  return frame(
    'Mail',
    html`<h1>Mail</h1>
      <p>
        Everything that was mailed, texted or posted in this world, newest first. SMS, push and partners: give the app
        the address <code>/mail/gateway</code> of this server.
      </p>
      ${
        mails.length === 0
          ? html`<p>Nothing yet.</p>`
          : html`<ul>
              ${mails.map(
                (mail) =>
                  html`<li>
                    <a href="/mail/${mail.id}"
                      ><strong>${mail.subject || 'No subject'}</strong
                      ><span>${mailDetails(world, mail.id)?.channel ?? 'store'} to ${mail.to}</span
                      ><time datetime="${mail.at}">${mail.at.slice(0, 16).replace('T', ' ')}</time></a
                    >
                  </li>`,
              )}
            </ul>`
      }`,
  );
}

function mailPage(world: World, id: number): Html | null {
  const mail = world.log.mails().find((one) => one.id === id);
  if (!mail) return null;
  const details = mailDetails(world, id);
  return frame(
    mail.subject,
    html`<p><a href="/mail">All mail</a></p>
      <h1>${mail.subject}</h1>
      <dl>
        ${[
          ['From', details?.from ?? ''],
          ['To', mail.to],
          ['At', mail.at],
          ...Object.entries(details?.headers ?? {}),
        ].map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        details?.html
          ? html`<iframe title="The mail" sandbox="allow-popups" srcdoc="${withTarget(details.html)}"></iframe>
              <details>
                <summary>As text</summary>
                <pre>${mail.text}</pre>
              </details>`
          : html`<pre>${mail.text}</pre>`
      }`,
  );
}

/** Links of a mail open beside it. */
const withTarget = (mail: string) => mail.replace('<head>', '<head><base target="_blank">');

function frame(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <style>
          body {
            margin: 0 auto;
            max-width: 46rem;
            padding: 1.5rem;
            font:
              1rem/1.5 system-ui,
              sans-serif;
            color: #202223;
            background: #f6f6f7;
          }
          ul {
            margin: 0;
            padding: 0;
            list-style: none;
            border-radius: 0.75rem;
            background: #fff;
            box-shadow: 0 1px 3px #0002;
          }
          li + li {
            border-top: 1px solid #e3e5e7;
          }
          li a {
            display: grid;
            padding: 0.75rem 1rem;
            color: inherit;
            text-decoration: none;
            overflow-wrap: anywhere;
          }
          li a:hover {
            background: #f1f5f4;
          }
          li span,
          time,
          dt {
            color: #5c5f62;
            font-size: 0.875rem;
          }
          dl {
            display: grid;
            gap: 0.25rem;
            overflow-wrap: anywhere;
          }
          dl div {
            display: grid;
            grid-template-columns: minmax(6rem, 9rem) 1fr;
            gap: 0.5rem;
          }
          dd {
            margin: 0;
          }
          iframe {
            width: 100%;
            height: 40rem;
            border: 0;
            border-radius: 0.75rem;
            background: #fff;
          }
          pre {
            padding: 1rem;
            border-radius: 0.75rem;
            background: #fff;
            white-space: pre-wrap;
            overflow-wrap: anywhere;
          }
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
