// The theme editor's ear in the page: it renders sections anew and sends the events that Shopify documents
// (shopify:section:load, unload, select, deselect; shopify:block:select, deselect). They bubble and cannot be cancelled.
(() => {
  const themeId = new URL(document.currentScript.src).searchParams.get('theme');
  const sectionElement = (id) => document.getElementById(`shopify-section-${id}`);
  const blockElement = (id) =>
    [...document.querySelectorAll('[data-shopify-editor-block]')].find(
      (one) => JSON.parse(one.dataset.shopifyEditorBlock).id === id,
    );
  const send = (element, name, detail) =>
    element?.dispatchEvent(new CustomEvent(`shopify:${name}`, { bubbles: true, cancelable: false, detail }));

  async function load(sectionId) {
    const query = new URLSearchParams(location.search);
    query.set('editor_theme_id', themeId);
    query.set('section_id', sectionId);
    const answer = await fetch(`${location.pathname}?${query}`);
    const old = sectionElement(sectionId);
    if (!answer.ok || !old) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById(`shopify-section-${sectionId}`);
    send(old, 'section:unload', { sectionId });
    old.replaceWith(fresh);
    send(fresh, 'section:load', { sectionId });
  }

  async function handle({ kind, sectionId, blockId }) {
    if (kind === 'section:load') await load(sectionId);
    else if (kind === 'section:select' || kind === 'section:deselect') {
      send(sectionElement(sectionId), kind, { sectionId, load: false });
    } else if (kind === 'block:select' || kind === 'block:deselect') {
      send(blockElement(blockId), kind, { sectionId, blockId, load: false });
    }
  }

  // One after the other: a block that is selected while its section is rendered anew is selected in the new one.
  let last = Promise.resolve();
  addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    last = last.then(() => handle(event.data ?? {}));
  });
})();
