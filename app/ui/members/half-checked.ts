/**
 * Polaris says of its box "some are chosen" by an attribute alone, so that the box itself is still empty to a browser and to whoever
 * hears the page. Keeps the boxes within an element as they are said to be. Runs in the browser. @returns how to stop.
 */
export function keepHalfChecked(within: HTMLElement): () => void {
  const keep = () => {
    for (const box of within.querySelectorAll<HTMLInputElement>('input[type=checkbox][aria-checked]'))
      box.indeterminate = box.getAttribute('aria-checked') === 'mixed';
  };
  keep();
  const observer = new MutationObserver(keep);
  observer.observe(within, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-checked'] });
  return () => observer.disconnect();
}
