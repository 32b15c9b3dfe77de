import { adoptStyles } from './elements.js';

/**
 * App Bridge stand-in, part 4: ui-modal. Shopify draws it in the admin around the app; here it is a native dialog
 * in the app's own frame, which keeps the app's styles and its React portal (`modal.content`).
 */
export function installModal() {
  const WIDTH = { small: '380px', base: '620px', large: '980px', max: '100vw' };
  const CSS = `
    dialog[data-ui-modal]{border:0;padding:0;border-radius:14px;max-height:90vh;max-width:calc(100vw - 24px);
      box-shadow:0 20px 60px rgb(0 0 0/.28);color:#303030;font:14px/1.45 Inter,system-ui,sans-serif;overflow:hidden}
    dialog[data-ui-modal][open]{display:flex;flex-direction:column}
    dialog[data-ui-modal]::backdrop{background:rgb(0 0 0/.5)}
    dialog[data-ui-modal] header,dialog[data-ui-modal] footer{display:flex;gap:8px;align-items:center;padding:12px 16px;background:#f3f3f3}
    dialog[data-ui-modal] header{justify-content:space-between;border-bottom:1px solid #e3e3e3;font-weight:650}
    dialog[data-ui-modal] footer{justify-content:flex-end;border-top:1px solid #e3e3e3;background:#fff}
    dialog[data-ui-modal] .body{overflow:auto;flex:1;background:#fff}
    dialog[data-ui-modal] button{font:inherit;border-radius:8px;border:1px solid #c9c9c9;background:#fff;padding:6px 12px;cursor:pointer}
    dialog[data-ui-modal] footer button.primary{background:#303030;border-color:#303030;color:#fff}
    dialog[data-ui-modal] footer button.critical{background:#c70a24;border-color:#c70a24;color:#fff}
    dialog[data-ui-modal] footer button:disabled{opacity:.5;cursor:default}
    dialog[data-ui-modal] header button{border:0;background:none;font-size:18px;line-height:1;padding:4px 8px}
    dialog[data-ui-modal] iframe{border:0;width:100%;height:60vh}`;

  adoptStyles(CSS);

  class Modal extends HTMLElement {
    connectedCallback() {
      this.observer = new MutationObserver(() => this.redraw());
      this.observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true });
    }

    disconnectedCallback() {
      this.observer?.disconnect();
      this.dialog?.remove();
      this.dialog = null;
    }

    build() {
      if (this.dialog) return;
      this.dialog = document.createElement('dialog');
      this.dialog.dataset.uiModal = '';
      this.dialog.innerHTML =
        '<header><span></span><button type="button" aria-label="Close">×</button></header><div class="body"></div><footer hidden></footer>';
      this.dialog.querySelector('header button').addEventListener('click', () => void this.hide());
      this.dialog.addEventListener('cancel', (event) => {
        event.preventDefault();
        void this.hide();
      });
      this.body = this.dialog.querySelector('.body');
      document.body.append(this.dialog);
      this.redraw();
    }

    redraw() {
      if (!this.dialog) return;
      this.dialog.style.width = WIDTH[this.variant] ?? WIDTH.base;
      const bar = this.querySelector('ui-title-bar');
      this.dialog.querySelector('header span').textContent = bar?.getAttribute('title') ?? '';
      const footer = this.dialog.querySelector('footer');
      const buttons = [...(bar?.querySelectorAll('button') ?? [])];
      footer.hidden = buttons.length === 0;
      footer.replaceChildren(
        ...buttons.toReversed().map((original) => {
          const copy = document.createElement('button');
          copy.type = 'button';
          copy.textContent = original.textContent;
          copy.disabled = original.disabled || original.hasAttribute('loading');
          if (original.getAttribute('variant') === 'primary') copy.className = 'primary';
          if (original.getAttribute('tone') === 'critical') copy.className = 'critical';
          copy.addEventListener('click', () => original.click());
          return copy;
        }),
      );
    }

    get variant() {
      return this.getAttribute('variant') ?? 'base';
    }

    set variant(value) {
      this.setAttribute('variant', value);
    }

    get src() {
      return this.getAttribute('src') ?? undefined;
    }

    set src(value) {
      if (value) this.setAttribute('src', value);
      else this.removeAttribute('src');
    }

    /** Where React portals the modal's children to; without React the children are moved there on show. */
    get content() {
      this.build();
      return this.body;
    }

    get contentWindow() {
      return this.body?.querySelector('iframe')?.contentWindow ?? null;
    }

    async show() {
      this.build();
      if (this.dialog.open) return;
      if (this.src) {
        const frame = document.createElement('iframe');
        frame.src = this.src;
        this.body.replaceChildren(frame);
      } else {
        for (const child of [...this.children]) {
          const ours = child.matches('ui-title-bar, ui-save-bar') || child.childNodes.length === 0;
          if (!ours) this.body.append(child);
        }
      }
      this.dialog.showModal();
      this.dispatchEvent(new Event('show'));
    }

    async hide() {
      if (!this.dialog?.open) return;
      this.dialog.close();
      this.dispatchEvent(new Event('hide'));
    }

    async toggle() {
      await (this.dialog?.open ? this.hide() : this.show());
    }
  }
  customElements.define('ui-modal', Modal);
}
