import { EMBEDDING_PARAMS } from './bridge.js';

/** App Bridge stand-in, part 2: the address shown by the admin, links out of the frame, authenticated fetch. */

export function installNavigation(bridge) {
  let navigateListeners = 0;
  const addListener = window.addEventListener.bind(window);
  window.addEventListener = (type, ...rest) => {
    if (type === 'shopify:navigate') navigateListeners += 1;
    return addListener(type, ...rest);
  };

  function report() {
    const query = new URLSearchParams(location.search);
    for (const name of EMBEDDING_PARAMS) query.delete(name);
    query.delete('shopify-reload');
    const search = query.toString();
    bridge.send('location', { path: location.pathname + (search ? `?${search}` : '') + location.hash });
  }

  for (const name of ['pushState', 'replaceState']) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      report();
    };
  }
  addListener('popstate', report);
  addListener('hashchange', report);
  report();

  /** Inside the app: the router's own listener if there is one, else an ordinary navigation. */
  function navigateInApp(path, element) {
    const target = element ?? Object.assign(document.createElement('a'), { href: path });
    if (!element) {
      target.setAttribute('href', path);
      target.hidden = true;
      document.body.append(target);
    }
    if (navigateListeners > 0) target.dispatchEvent(new Event('shopify:navigate', { bubbles: true }));
    else location.assign(withEmbedding(path));
    if (!element) target.remove();
  }

  function withEmbedding(path) {
    const url = new URL(path, location.href);
    if (bridge.config.shop) url.searchParams.set('shop', bridge.config.shop);
    if (bridge.config.host) url.searchParams.set('host', bridge.config.host);
    url.searchParams.set('embedded', '1');
    return url.href;
  }

  /** True when the address is for the admin and not for a browser. */
  function leave(href, newWindow) {
    if (/^app:/i.test(href)) {
      navigateInApp(`/${href.replace(/^app:\/*/i, '')}`);
      return true;
    }
    const admin = /^(?:shopify:\/*admin|https:\/\/admin\.shopify\.com\/store\/[^/]+)(\/.*)?$/i.exec(href);
    const grant = /^https:\/\/[^/]+\.myshopify\.com\/admin(\/.*)$/i.exec(href);
    if (!admin && !grant) return false;
    bridge.send('navigateAdmin', { path: (admin ?? grant)[1] ?? '/', newWindow });
    return true;
  }

  const open = window.open.bind(window);
  window.open = (url, target, features) => {
    const href = String(url ?? '');
    if (leave(href, target === '_blank')) return null;
    if (target === '_top' || target === '_parent') {
      bridge.send('navigateTop', { href: new URL(href, location.href).href });
      return null;
    }
    return open(url, target, features);
  };

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!link || event.defaultPrevented) return;
    const href = link.getAttribute('href') ?? '';
    if (leave(href, link.target === '_blank')) event.preventDefault();
    else if (link.closest('ui-nav-menu, s-app-nav')) {
      event.preventDefault();
      navigateInApp(href, link);
    }
  });

  /** A click in the admin's own menu lands on the app's own link, so that the app's router sees it. */
  bridge.on('navigate', ({ path }) => {
    const link = [...document.querySelectorAll('ui-nav-menu a, s-app-nav a')].find(
      (a) => a.getAttribute('href') === path,
    );
    if (link) link.click();
    else navigateInApp(path);
  });
  bridge.on('reload', () => location.reload());
}

/** Requests to the app's own origin carry the session token; the app may ask for one more try with a fresh one. */
export function installFetch(bridge) {
  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has('Authorization')) {
      return plainFetch(input, init);
    }
    const attempt = async (fresh) => {
      const copy = request.clone();
      copy.headers.set('Authorization', `Bearer ${await bridge.idToken(fresh)}`);
      copy.headers.set('X-Requested-With', 'XMLHttpRequest');
      return plainFetch(copy);
    };
    let response = await attempt(false);
    if (response.status === 401 && response.headers.get('X-Shopify-Retry-Invalid-Session-Request') === '1') {
      response = await attempt(true);
    }
    const reauthorize = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (reauthorize) window.open(reauthorize, '_top');
    return response;
  };
}
