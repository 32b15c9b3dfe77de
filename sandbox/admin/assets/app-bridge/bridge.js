/**
 * App Bridge stand-in, part 1: who embeds us, and messages to the admin frame and back.
 * The parts of this folder are joined, without their import and export words, into /app-bridge.js (see ../../assets.ts):
 * App Bridge is one classic script, because `window.shopify` must exist before anything of the app runs.
 * Only the admin that served this script is spoken to.
 */
const CHANNEL = 'sandbox-app-bridge';
export const EMBEDDING_PARAMS = ['embedded', 'hmac', 'host', 'id_token', 'locale', 'session', 'shop', 'timestamp'];

export function createBridge(script) {
  const adminOrigin = new URL(script.src, location.href).origin;
  const params = new URLSearchParams(location.search);
  const config = readConfig(script, params);
  const waiting = new Map();
  const listeners = new Map();
  let nextId = 1;
  let token = null;

  addEventListener('message', (event) => {
    if (event.origin !== adminOrigin || event.source !== parent || event.data?.channel !== CHANNEL) return;
    const { replyTo, type, payload, error } = event.data;
    if (replyTo) {
      const asked = waiting.get(replyTo);
      waiting.delete(replyTo);
      if (error) asked?.reject(new Error(error));
      else asked?.resolve(payload);
      return;
    }
    for (const listener of listeners.get(type) ?? []) listener(payload);
  });

  function send(type, payload) {
    parent.postMessage({ channel: CHANNEL, type, payload }, adminOrigin);
  }

  function ask(type, payload) {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      parent.postMessage({ channel: CHANNEL, type, payload, id }, adminOrigin);
    });
  }

  function on(type, listener) {
    listeners.set(type, [...(listeners.get(type) ?? []), listener]);
  }

  /** A session token lives for a minute; one is reused while it has ten seconds left. */
  async function idToken(fresh = false) {
    const nowSeconds = Date.now() / 1000;
    if (!fresh && token && token.expiresAtSeconds - 10 > nowSeconds) return token.text;
    const text = await ask('idToken', {});
    const claims = JSON.parse(atob(text.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    token = { text, expiresAtSeconds: claims.exp };
    return text;
  }

  return { adminOrigin, config, params, send, ask, on, idToken, embedded: parent !== window };
}

/** The query names shop, host and locale on the first load; later loads find them where the first one left them. */
function readConfig(script, params) {
  const meta = document.querySelector('meta[name="shopify-api-key"]');
  const stored = JSON.parse(sessionStorage.getItem('app-bridge-config') ?? '{}');
  const config = {
    apiKey: script.dataset.apiKey ?? meta?.content ?? stored.apiKey ?? '',
    shop: params.get('shop') ?? stored.shop,
    host: params.get('host') ?? stored.host,
    locale: params.get('locale') ?? stored.locale ?? 'en-US',
    appOrigins: [],
    disabledFeatures: [],
    experimentalFeatures: [],
  };
  sessionStorage.setItem('app-bridge-config', JSON.stringify(config));
  return config;
}
