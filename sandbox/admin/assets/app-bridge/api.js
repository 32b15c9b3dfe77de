/** App Bridge stand-in, part 5: the `shopify` global. What is not here says so by name when it is called. */

export function createShopifyGlobal(bridge, elements) {
  let nextToast = 1;
  const toasts = new Map();
  bridge.on('toastEvent', ({ id, event }) => {
    if (event === 'action') toasts.get(id)?.onAction?.();
    else toasts.get(id)?.onDismiss?.();
    if (event === 'dismiss') toasts.delete(id);
  });

  const missing = (name) => () =>
    Promise.reject(new Error(`The sandbox's App Bridge does not implement shopify.${name}.`));
  const byId = (id) => {
    const element = document.getElementById(id);
    if (!element) throw new Error(`No element with the id "${id}".`);
    return element;
  };
  const elementApi = () => ({
    show: async (id) => byId(id).show(),
    hide: async (id) => byId(id).hide(),
    toggle: async (id) => byId(id).toggle(),
  });
  let request = null;

  return {
    config: bridge.config,
    origin: bridge.adminOrigin,
    ready: Promise.resolve(),
    protocol: 'sandbox',
    setSignals: () => {},
    environment: { mobile: false, embedded: bridge.embedded, pos: false, intent: false },
    idToken: () => bridge.idToken(),
    user: () => bridge.ask('user', {}),
    loading: (isLoading = true) => bridge.send('loading', { isLoading: Boolean(isLoading) }),
    toast: {
      show: (message, options = {}) => {
        const id = `toast-${nextToast++}`;
        toasts.set(id, options);
        const { duration = 5000, isError = false, action } = options;
        bridge.send('toast', { id, message: String(message), durationMs: duration, isError, action });
        return id;
      },
      hide: (id) => bridge.send('toastHide', { id }),
    },
    saveBar: {
      ...elementApi(),
      // Stays open while the merchant stays on the page: it resolves only for "leave".
      leaveConfirmation: () => (elements.saveBarVisible() ? bridge.ask('leaveConfirmation', {}) : Promise.resolve()),
    },
    modal: elementApi(),
    resourcePicker: async (options) => {
      const picked = await bridge.ask('resourcePicker', options);
      if (!picked) return undefined;
      return Object.assign(picked, { selection: picked });
    },
    scopes: {
      query: () => bridge.ask('scopes', { action: 'query', scopes: [] }),
      request: (scopes) => bridge.ask('scopes', { action: 'request', scopes }),
      revoke: (scopes) => bridge.ask('scopes', { action: 'revoke', scopes }),
    },
    app: { extensions: () => bridge.ask('extensions', {}) },
    webVitals: { onReport: async (callback) => observeVitals(callback) },
    reviews: {
      request: async () => ({ success: false, code: 'merchant-ineligible', message: 'The sandbox has no app store.' }),
    },
    support: { registerHandler: async (handler) => void (request = handler) },
    intents: {
      register: () => () => {},
      request: { value: null, subscribe: () => () => {} },
      invoke: missing('intents.invoke'),
    },
    tools: { register: () => () => {}, unregister: () => {}, clear: () => {} },
    shopifyQL: { available: async () => false },
    picker: missing('picker'),
    scanner: { capture: missing('scanner.capture') },
    pos: { close: missing('pos.close') },
    __supportHandler: () => request,
  };
}

/** The same names and units as Shopify's report: LCP, FCP, TTFB and INP in ms, CLS without unit. */
let vitalsCallback = null;
const vitals = new Map();
let observing = false;
function observeVitals(callback) {
  vitalsCallback = callback;
  if (observing || !callback) return;
  observing = true;
  const watch = (type, each, options = {}) => {
    try {
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...options });
    } catch {
      // A browser without this entry type reports without this metric.
    }
  };
  const id = `v-${Math.round(performance.timeOrigin)}`;
  const set = (name, value) => vitals.set(name, { id: `${id}-${name}`, name, value });
  watch('largest-contentful-paint', (entry) => set('LCP', entry.startTime));
  watch('paint', (entry) => entry.name === 'first-contentful-paint' && set('FCP', entry.startTime));
  watch('layout-shift', (entry) => !entry.hadRecentInput && set('CLS', (vitals.get('CLS')?.value ?? 0) + entry.value));
  watch(
    'event',
    (entry) => entry.interactionId && set('INP', Math.max(vitals.get('INP')?.value ?? 0, entry.duration)),
    {
      durationThreshold: 16,
    },
  );
  watch('navigation', (entry) => set('TTFB', entry.responseStart));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || vitals.size === 0) return;
    vitalsCallback?.({ metrics: [...vitals.values()] });
  });
}
