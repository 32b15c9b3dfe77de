/**
 * The admin around an embedded app: talks with the app's frame (app-bridge/) and draws what it asks for: menu, title
 * bar, save bar, toasts, pickers. Without an app frame on the page it only opens and closes the menu on a phone.
 */
const CHANNEL = 'sandbox-app-bridge';
const $ = (selector) => document.querySelector(selector);

$('[data-menu-toggle]')?.addEventListener('click', () => document.body.classList.toggle('menu-open'));
$('[data-menu-veil]')?.addEventListener('click', () => document.body.classList.remove('menu-open'));
for (const form of document.querySelectorAll('form[data-confirm]')) {
  form.addEventListener('submit', (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}

const frame = $('iframe[data-app-frame]');
if (frame) connectApp(frame);

function connectApp(frame) {
  const { appOrigin, appPath, store } = frame.dataset;
  const titleBar = $('[data-title-bar]');
  const saveBar = $('[data-save-bar]');
  const toastBox = $('[data-toasts]');
  let saveBarVisible = false;
  let confirmDiscard = false;

  const post = (type, payload) => frame.contentWindow?.postMessage({ channel: CHANNEL, type, payload }, appOrigin);
  const answer = (id, payload, error) =>
    frame.contentWindow?.postMessage({ channel: CHANNEL, replyTo: id, payload, error }, appOrigin);

  const handlers = {
    ready: () => $('[data-frame-veil]')?.remove(),
    idToken: () => postJson(`${appPath}/session-token`).then((body) => body.token),
    user: () => postJson(`${appPath}/user`),
    extensions: () => postJson(`${appPath}/extensions`),
    scopes: async ({ action, scopes }) => {
      if (action === 'request') {
        const granted = await ask('Grant access?', `The app asks for: ${scopes.join(', ')}`, 'Grant', 'Decline');
        if (!granted)
          return { result: 'declined-all', detail: await postJson(`${appPath}/scopes`, { action: 'query' }) };
        return { result: 'granted-all', detail: await postJson(`${appPath}/scopes`, { action, scopes }) };
      }
      const detail = await postJson(`${appPath}/scopes`, { action, scopes });
      return action === 'revoke' ? { detail } : detail;
    },
    leaveConfirmation: async () => {
      if (saveBarVisible && !(await confirmLeave())) return new Promise(() => {});
      return undefined;
    },
    resourcePicker: (options) => pickResources(options),
    location: ({ path }) => {
      const shown = appPath + (path === '/' ? '' : path);
      if (location.pathname + location.search + location.hash !== shown) history.replaceState(null, '', shown);
      markCurrent(path.split(/[?#]/)[0]);
    },
    navigateAdmin: ({ path, newWindow }) => {
      const href = `/store/${store}${path}`;
      if (newWindow) window.open(href, '_blank');
      else location.assign(href);
    },
    navigateTop: ({ href }) => {
      const url = new URL(href);
      // The app's own pages stay inside the frame's place in the admin.
      if (url.origin === appOrigin) location.assign(appPath + url.pathname + url.search);
      else location.assign(href);
    },
    navMenu: ({ links }) => drawMenu(links),
    titleBar: (bar) => drawTitleBar(bar),
    saveBar: (bar) => drawSaveBar(bar),
    toast: (toast) => drawToast(toast),
    toastHide: ({ id }) => document.getElementById(id)?.remove(),
    loading: ({ isLoading }) => document.body.classList.toggle('app-loading', isLoading),
  };

  addEventListener('message', async (event) => {
    if (event.source !== frame.contentWindow || event.origin !== appOrigin || event.data?.channel !== CHANNEL) return;
    const { type, payload, id } = event.data;
    const handler = handlers[type];
    try {
      if (!handler) throw new Error(`The sandbox's admin does not know "${type}".`);
      const result = await handler(payload ?? {});
      if (id) answer(id, result);
    } catch (error) {
      if (id) answer(id, undefined, error instanceof Error ? error.message : String(error));
    }
  });
  frame.addEventListener('load', () => $('[data-frame-veil]')?.remove());

  async function postJson(url, body = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The sandbox's admin answered ${response.status}.`);
    return response.json();
  }

  function drawMenu(links) {
    const menu = $('[data-app-menu]');
    menu?.replaceChildren(
      ...links
        .filter((link) => !link.home)
        .map((link) => {
          const anchor = element('a', { href: appPath + link.href, textContent: link.label });
          anchor.dataset.path = link.href;
          anchor.addEventListener('click', async (event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            if (saveBarVisible && !(await confirmLeave())) return;
            document.body.classList.remove('menu-open');
            post('navigate', { path: link.href });
          });
          return element('li', {}, anchor);
        }),
    );
    markCurrent(location.pathname.slice(appPath.length));
  }

  function markCurrent(path) {
    const items = [...document.querySelectorAll('[data-app-menu] a')];
    const fitting = items.filter((a) => path === a.dataset.path || path.startsWith(`${a.dataset.path}/`));
    const best = fitting.sort((a, b) => b.dataset.path.length - a.dataset.path.length)[0];
    for (const item of items) item.toggleAttribute('aria-current', item === best);
  }

  function drawTitleBar({ title, actions }) {
    if (!titleBar) return;
    titleBar.querySelector('[data-title]').textContent = title && actions ? title : '';
    document.title = title ? `${title} · Sandbox admin` : document.title;
    titleBar.querySelector('[data-actions]').replaceChildren(
      ...(actions ?? []).map((action) => {
        const button = element('button', {
          type: 'button',
          textContent: action.label,
          disabled: action.disabled || action.loading,
        });
        button.className = action.variant === 'primary' ? 'primary' : action.variant === 'breadcrumb' ? 'plain' : '';
        if (action.tone === 'critical') button.classList.add('critical');
        button.addEventListener('click', () => post('titleBarAction', { index: action.index }));
        return button;
      }),
    );
  }

  function drawSaveBar(bar) {
    saveBarVisible = bar.visible;
    confirmDiscard = Boolean(bar.confirmDiscard);
    document.body.classList.toggle('save-bar-open', bar.visible);
    saveBar.hidden = !bar.visible;
    if (!bar.visible) return;
    const [discard, save] = [saveBar.querySelector('[data-discard]'), saveBar.querySelector('[data-save]')];
    discard.textContent = bar.discard?.label || 'Discard';
    discard.disabled = Boolean(bar.discard?.disabled);
    save.textContent = bar.save?.label || 'Save';
    save.disabled = Boolean(bar.save?.disabled || bar.save?.loading);
    save.classList.toggle('busy', Boolean(bar.save?.loading));
  }
  saveBar?.querySelector('[data-save]').addEventListener('click', () => post('saveBarAction', { action: 'save' }));
  saveBar?.querySelector('[data-discard]').addEventListener('click', async () => {
    const question = 'If you discard changes, you will delete any edits you made since you last saved.';
    if (confirmDiscard && !(await ask('Discard all unsaved changes?', question, 'Discard changes', 'Continue editing')))
      return;
    post('saveBarAction', { action: 'discard' });
  });
  addEventListener('beforeunload', (event) => {
    if (saveBarVisible) event.preventDefault();
  });
  const confirmLeave = () =>
    ask('Leave page with unsaved changes?', 'Leaving this page will delete all unsaved changes.', 'Leave page', 'Stay');

  function drawToast({ id, message, durationMs, isError, action }) {
    const toast = element('div', {
      id,
      role: isError ? 'alert' : 'status',
      className: isError ? 'toast error' : 'toast',
    });
    toast.append(element('span', { textContent: message }));
    const gone = () => {
      toast.remove();
      post('toastEvent', { id, event: 'dismiss' });
    };
    if (action) {
      const button = element('button', { type: 'button', textContent: action });
      button.addEventListener('click', () => post('toastEvent', { id, event: 'action' }));
      toast.append(button);
    }
    const close = element('button', { type: 'button', textContent: '×' });
    close.setAttribute('aria-label', 'Dismiss');
    close.addEventListener('click', gone);
    toast.append(close);
    toastBox.append(toast);
    setTimeout(() => toast.isConnected && gone(), durationMs);
  }

  /** A question in the admin's own words; true for the first button. */
  function ask(title, text, yes, no) {
    const dialog = element('dialog', { className: 'question' });
    dialog.append(element('h2', { textContent: title }), element('p', { textContent: text }));
    const buttons = element('footer');
    const refuse = element('button', { type: 'button', textContent: no });
    const accept = element('button', { type: 'button', textContent: yes, className: 'primary' });
    buttons.append(refuse, accept);
    dialog.append(buttons);
    document.body.append(dialog);
    return new Promise((resolve) => {
      const end = (value) => {
        dialog.close();
        dialog.remove();
        resolve(value);
      };
      refuse.addEventListener('click', () => end(false));
      accept.addEventListener('click', () => end(true));
      dialog.addEventListener('cancel', () => end(false));
      dialog.showModal();
    });
  }

  async function pickResources({
    type = 'product',
    multiple = false,
    action = 'add',
    query = '',
    selectionIds = [],
    filter = {},
  }) {
    const all = await postJson(`/store/${store}/resource-picker`, { type, query: filter.query ?? '' });
    const chosen = new Set(selectionIds.map((selected) => selected.id));
    const dialog = element('dialog', { className: 'question picker' });
    const search = element('input', { type: 'search', value: query, placeholder: 'Search' });
    search.setAttribute('aria-label', 'Search');
    const list = element('ul');
    const draw = () => {
      const words = search.value.toLowerCase();
      list.replaceChildren(
        ...all.items
          .filter((item) => item.title.toLowerCase().includes(words))
          .map((item) => {
            const box = element('input', {
              type: multiple ? 'checkbox' : 'radio',
              name: 'picked',
              checked: chosen.has(item.id),
            });
            box.addEventListener('change', () => {
              if (!multiple) chosen.clear();
              if (box.checked) chosen.add(item.id);
              else chosen.delete(item.id);
              if (typeof multiple === 'number' && chosen.size > multiple) {
                chosen.delete(item.id);
                box.checked = false;
              }
            });
            const picture = element('img', { src: item.picture, alt: '', width: 36, height: 36 });
            return element('li', {}, element('label', {}, box, picture, element('span', { textContent: item.title })));
          }),
      );
    };
    search.addEventListener('input', draw);
    draw();
    const footer = element('footer');
    const cancel = element('button', { type: 'button', textContent: 'Cancel' });
    const done = element('button', {
      type: 'button',
      textContent: action === 'add' ? 'Add' : 'Select',
      className: 'primary',
    });
    footer.append(cancel, done);
    dialog.append(
      element('h2', { textContent: `${action === 'add' ? 'Add' : 'Select'} ${type}s` }),
      search,
      list,
      footer,
    );
    document.body.append(dialog);
    return new Promise((resolve) => {
      const end = (value) => {
        dialog.close();
        dialog.remove();
        resolve(value);
      };
      cancel.addEventListener('click', () => end(undefined));
      dialog.addEventListener('cancel', () => end(undefined));
      done.addEventListener('click', () =>
        end(all.items.filter((item) => chosen.has(item.id)).map((item) => item.resource)),
      );
      dialog.showModal();
    });
  }
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
