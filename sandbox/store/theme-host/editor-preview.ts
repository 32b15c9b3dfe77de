/** What a page gets while it is not simply visited: the bar of a theme preview, and the theme editor's ear in the page. */
import { publishedTheme } from '#sandbox/world/themes.ts';
import type { World } from '#sandbox/world/world.ts';
import { escapeHtml } from '../liquid/text.ts';
import type { StoreView } from '../objects/store-view.ts';
import type { Theme } from './theme.ts';

/** Shopify's bar at the foot of a previewed theme; `?pb=0` leaves it out, for pictures. */
export function previewBar(world: World, view: StoreView, theme: Theme): string {
  const isPreview = theme.record.id !== publishedTheme(world).id;
  if (!isPreview || view.designMode || view.query.get('pb') === '0') return '';
  return `<aside id="preview-bar" aria-label="Theme preview" style="position:fixed;inset:auto 0 0;z-index:2147483000;display:flex;gap:1rem;justify-content:center;align-items:center;padding:.4rem 1rem;background:#1a1a1a;color:#fff;font:14px/1.4 system-ui,sans-serif"><span>Preview: ${escapeHtml(theme.record.name)}</span><a style="color:#fff;min-height:32px;display:inline-flex;align-items:center" href="?preview_theme_id=">Close preview</a></aside>`;
}

export function designModeScript(theme: Theme): string {
  return `<script src="/editor/preview.js?theme=${theme.record.id}" defer></script>`;
}
