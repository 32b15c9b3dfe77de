/**
 * The parameters by which Shopify names shop and frame stand in the address of the first page only. A link that is followed
 * as a whole page (before the scripts run, or by the browser's own menu) would lose them: they are kept for the tab, and
 * put back by a page that does nothing else.
 */
const KEY = 'regulars:frame';

/** Remembers shop and host of this frame for the tab. Runs in the browser. */
export function rememberFrame(search: string): void {
  const params = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of ['shop', 'host', 'embedded', 'locale']) {
    const value = params.get(name);
    if (value) kept.set(name, value);
  }
  if (!kept.has('shop') || !kept.has('host')) return;
  try {
    sessionStorage.setItem(KEY, kept.toString());
  } catch {
    // A browser that keeps nothing for frames of others: such links lead to the public page there, as before.
  }
}

/** Whether a request is for a whole page of the app and names no shop, so that nobody can be recognised by it. */
export function lostItsFrame(request: Request): boolean {
  const isDocument = request.method === 'GET' && (request.headers.get('Accept') ?? '').includes('text/html');
  return isDocument && !new URL(request.url).searchParams.has('shop') && !request.headers.has('Authorization');
}

/** The page that puts the parameters back and goes on to `to`, a path of this app; outside of a frame it leads to the public page. */
export function frameReturnPage(to: string): Response {
  const path = /^\/app(?=[/?#]|$)/.test(to) ? to : '/app';
  const script = `
    var kept = null;
    try { kept = sessionStorage.getItem(${JSON.stringify(KEY)}); } catch (error) {}
    var to = new URL(${JSON.stringify(path).replaceAll('<', '\\u003c')}, location.origin);
    if (kept && window.top !== window.self) {
      new URLSearchParams(kept).forEach(function (value, name) { to.searchParams.set(name, value); });
      location.replace(to);
    } else location.replace('/');`;
  return new Response(`<!doctype html><meta charset="utf-8"><title>Regulars</title><script>${script}</script>`, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
