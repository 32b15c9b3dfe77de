/**
 * The parameters by which Shopify names shop and frame stand in the address of the first page only. A link that is followed
 * as a whole page (before the scripts run, or by the browser's own menu) would lose them: links take them along, they are
 * kept for the tab, and put back by a page that does nothing else.
 */
const KEY = 'regulars:frame';

/** What says which shop's admin it is. What is signed or runs out is left: the frame gets it anew. */
const NAMES = ['shop', 'host', 'embedded', 'locale'];

/**
 * Runs in the browser while it reads the page, so that no link can be pressed before it. A browser that keeps nothing for
 * frames of others has the links still. What is opened in another tab must not take itself for a frame: it goes to the
 * admin first, which opens the app at that page.
 */
export const frameScript = `(function () {
  var asked = new URLSearchParams(location.search), kept = new URLSearchParams();
  ${JSON.stringify(NAMES)}.forEach(function (name) { if (asked.get(name)) kept.set(name, asked.get(name)); });
  if (!kept.has('shop') || !kept.has('host')) return;
  try { sessionStorage.setItem(${JSON.stringify(KEY)}, kept.toString()); } catch (error) {}
  function carry(event) {
    var link = event.target instanceof Element && event.target.closest('a[href="/app"], a[href^="/app/"], a[href^="/app?"]');
    if (!link || link.closest('ui-nav-menu')) return;
    var href = link.getAttribute('href'), to = new URL(href, location.origin);
    var elsewhere = event.type !== 'click' || event.ctrlKey || event.metaKey || event.shiftKey;
    kept.forEach(function (value, name) {
      if (!elsewhere || name === 'shop' || name === 'host') to.searchParams.set(name, value);
      else to.searchParams.delete(name);
    });
    link.setAttribute('href', to.pathname + to.search + to.hash);
    // A script that goes there by itself needs none of it.
    setTimeout(function () { if (event.defaultPrevented) link.setAttribute('href', href); });
  }
  ['click', 'auxclick', 'contextmenu'].forEach(function (type) { addEventListener(type, carry, true); });
})();`;

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

/**
 * Shopify's library sends a page that is opened outside of the admin to the app in the admin, and forgets which page it was.
 * @param location where it sends it; @returns the same, at the page that was asked for.
 */
export function inAdmin(location: string, request: Request): string {
  const { pathname, searchParams } = new URL(request.url);
  for (const name of [...NAMES, 'hmac', 'id_token', 'session', 'timestamp']) searchParams.delete(name);
  return location + pathname + (searchParams.size > 0 ? `?${searchParams}` : '');
}
