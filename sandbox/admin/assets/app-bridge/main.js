import { createShopifyGlobal } from './api.js';
import { createBridge } from './bridge.js';
import { installElements } from './elements.js';
import { installModal } from './modal.js';
import { installFetch, installNavigation } from './navigation.js';

/** App Bridge stand-in, last part: puts it together, once, or sends a page outside of the admin back into it. */
(function start() {
  if (window.shopify) return;
  const bridge = createBridge(document.currentScript);
  if (!bridge.embedded) {
    // Shopify redirects an app that was opened outside of the admin to its place inside.
    if (bridge.config.host) {
      const store = atob(bridge.config.host).replace(/^.*\/store\//, '');
      location.replace(`${bridge.adminOrigin}/store/${store}/apps/${bridge.config.apiKey}${location.pathname}`);
    }
    return;
  }
  const reload = bridge.params.get('shopify-reload');
  installFetch(bridge);
  const elements = installElements(bridge);
  installModal();
  window.shopify = createShopifyGlobal(bridge, elements);
  if (reload) {
    // The app's bounce page: it wants its document once more, with a session token.
    void bridge.idToken(true).then((token) => {
      const url = new URL(reload, location.href);
      if (url.origin !== location.origin) return;
      url.searchParams.set('id_token', token);
      url.searchParams.set('embedded', '1');
      location.replace(url.href);
    });
    return;
  }
  installNavigation(bridge);
  bridge.send('ready', { title: document.title });
})();
