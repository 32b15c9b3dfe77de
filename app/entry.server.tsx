import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from './i18n/create-i18n.ts';
import { localeBundles } from './i18n/locale-bundles.server.ts';
import { localeOf } from './i18n/request-locale.server.ts';
import { log, messageOf } from './lib/log.server.ts';
import { addDocumentResponseHeaders } from './shopify.server.ts';

/** How long a page may wait for the parts that come later. */
export const streamTimeout = 5000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  addDocumentResponseHeaders(request, headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  const locale = await localeOf(request);
  const i18n = createI18n(locale, localeBundles[locale]);
  const readyCallback = isbot(request.headers.get('User-Agent') ?? '') ? 'onAllReady' : 'onShellReady';
  return new Promise((resolve, reject) => {
    let shellRendered = false;
    let finalStatus = status;
    const { pipe, abort } = renderToPipeableStream(
      <I18nextProvider i18n={i18n}>
        <RemixServer context={remixContext} url={request.url} />
      </I18nextProvider>,
      {
        [readyCallback]() {
          shellRendered = true;
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: finalStatus }));
          pipe(body);
        },
        onShellError(error: unknown) {
          reject(error instanceof Error ? error : new Error(String(error)));
        },
        onError(error: unknown) {
          finalStatus = 500;
          // What fails before the shell is reported by the rejection.
          if (shellRendered) log.error('a page broke while it was streamed', { error: messageOf(error) });
        },
      },
    );
    // One second after the last data, so that what was late can still be shown as failed.
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}

/** Errors of loaders and actions. A visitor who went away is none. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted) {
    log.error('a page failed', { path: new URL(request.url).pathname, error: messageOf(error) });
  }
}
