/** App Bridge stand-in, part 3: the elements that draw in the admin around the app (menu, title bar, save bar). */

/** Constructed sheets leave the document as the server wrote it: React hydrates all of it, head included. */
export function adoptStyles(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

export function installElements(bridge) {
  adoptStyles('ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }');
  /** Hidden here, drawn by the admin: it reports what it holds whenever that changes. */
  class Described extends HTMLElement {
    connectedCallback() {
      this.observer = new MutationObserver(() => this.report());
      this.observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true });
      queueMicrotask(() => this.report());
    }

    disconnectedCallback() {
      this.observer?.disconnect();
      this.gone?.();
    }

    report() {}
  }

  class NavMenu extends Described {
    report() {
      if (!this.isConnected) return;
      const links = [...this.querySelectorAll('a')].map((link) => ({
        href: link.getAttribute('href') ?? '/',
        label: link.textContent.trim(),
        home: link.getAttribute('rel') === 'home',
      }));
      bridge.send('navMenu', { links });
    }
  }

  const describeAction = (element, index) => ({
    index,
    label: element.textContent.trim(),
    variant: element.getAttribute('variant'),
    tone: element.getAttribute('tone'),
    disabled: element.hasAttribute('disabled'),
    loading: element.hasAttribute('loading') && element.getAttribute('loading') !== 'false',
  });

  class TitleBar extends Described {
    report() {
      if (!this.isConnected || this.closest('ui-modal')) return;
      const actions = [...this.querySelectorAll('button, a')].map(describeAction);
      bridge.send('titleBar', { title: this.getAttribute('title') ?? document.title, actions });
    }

    gone() {
      queueMicrotask(() => {
        if (!document.querySelector('ui-title-bar')) bridge.send('titleBar', { title: document.title, actions: [] });
      });
    }
  }
  bridge.on('titleBarAction', ({ index }) => {
    const bar = [...document.querySelectorAll('ui-title-bar')].find((element) => !element.closest('ui-modal'));
    bar?.querySelectorAll('button, a')[index]?.click();
  });

  /** One save bar is shown at a time. `controls` says how it saves and discards. */
  let shown = null;
  function showSaveBar(controls) {
    shown = controls;
    bridge.send('saveBar', { visible: true, ...controls.describe() });
  }
  function hideSaveBar(controls) {
    if (shown !== controls) return;
    shown = null;
    bridge.send('saveBar', { visible: false });
  }
  bridge.on('saveBarAction', ({ action }) => {
    if (action === 'save') shown?.save();
    else shown?.discard();
  });

  class SaveBar extends Described {
    get showing() {
      return shown === this.controls;
    }

    get discardConfirmation() {
      return this.hasAttribute('discardConfirmation') || this.hasAttribute('discard-confirmation');
    }

    set discardConfirmation(value) {
      this.toggleAttribute('discardConfirmation', Boolean(value));
    }

    constructor() {
      super();
      const button = (primary) =>
        [...this.querySelectorAll('button')].find((one) => (one.getAttribute('variant') === 'primary') === primary);
      this.controls = {
        describe: () => {
          const [save, discard] = [button(true), button(false)];
          return {
            save: save ? describeAction(save, 0) : null,
            discard: discard ? describeAction(discard, 1) : null,
            confirmDiscard: this.discardConfirmation,
          };
        },
        save: () => button(true)?.click(),
        discard: () => button(false)?.click(),
      };
    }

    report() {
      if (this.showing) showSaveBar(this.controls);
    }

    async show() {
      showSaveBar(this.controls);
      this.dispatchEvent(new Event('show'));
    }

    async hide() {
      if (!this.showing) return;
      hideSaveBar(this.controls);
      this.dispatchEvent(new Event('hide'));
    }

    async toggle() {
      await (this.showing ? this.hide() : this.show());
    }

    gone() {
      hideSaveBar(this.controls);
    }
  }

  /** `<form data-save-bar>`: dirty while its fields differ from what they were. */
  const forms = new WeakMap();
  const serialize = (form) => new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])).toString();
  function watched(target) {
    const form = target instanceof Element ? target.closest('form[data-save-bar]') : null;
    if (!form) return null;
    if (!forms.has(form)) {
      const confirmDiscard = form.hasAttribute('data-discard-confirmation');
      const controls = {
        describe: () => ({ save: { label: 'Save' }, discard: { label: 'Discard' }, confirmDiscard }),
        save: () => form.requestSubmit(),
        discard: () => form.reset(),
      };
      forms.set(form, { controls, before: serialize(form) });
    }
    return { form, ...forms.get(form) };
  }
  document.addEventListener('focusin', (event) => watched(event.target));
  for (const type of ['input', 'change']) {
    document.addEventListener(type, (event) => {
      const found = watched(event.target);
      if (!found) return;
      if (serialize(found.form) === found.before) hideSaveBar(found.controls);
      else showSaveBar(found.controls);
    });
  }
  for (const type of ['reset', 'submit']) {
    document.addEventListener(type, (event) => {
      const found = watched(event.target);
      if (!found) return;
      hideSaveBar(found.controls);
      // After a submit the sent values are the new "before"; after a reset the fields' first values are.
      setTimeout(() => forms.set(found.form, { controls: found.controls, before: serialize(found.form) }), 0);
    });
  }

  customElements.define('ui-nav-menu', NavMenu);
  customElements.define('s-app-nav', class extends NavMenu {});
  customElements.define('ui-title-bar', TitleBar);
  customElements.define('ui-save-bar', SaveBar);
  return { saveBarVisible: () => shown !== null };
}
