import type { Context } from 'liquidjs';

/** Where a template's own words and files come from: the theme, or one theme app extension. */
export interface TemplateHost {
  /** `theme`, or the handle of the extension. */
  id: string;
  /** The text (or plural forms) behind a dotted key, in the locale or in the host's default locale; undefined if there is none. */
  lookUp(key: string, locale: string): { value: unknown; locale: string } | undefined;
  /** The address of one file of the host's `assets/`. */
  assetUrl(file: string): string;
  /** The text of one file of the host's `assets/`, for `inline_asset_content`. */
  assetText(file: string): string | null;
}

/** What filters and tags need to know beside the template's variables. It is not reachable from Liquid. */
export interface RenderScope {
  host: TemplateHost;
  /** The numeric id of the app whose extension is being rendered; null inside the theme. */
  appId: number | null;
  locale: string;
  moneyFormat: string;
  moneyWithCurrencyFormat: string;
  /** The visitor's, in which all money is shown. */
  currencyCode: string;
  timeZone: string;
  nowMs: number;
  /** `/`, or `/en` for a locale that is not the shop's first. */
  rootUrl: string;
  /** `?page=` of the request, 1 or more. */
  pageNumber: number;
  /** The path with locale and query, for links that paginate or sort. */
  pathWithQuery: string;
  /** Reports an error of Liquid, after it was written into the page. */
  report(message: string): void;
  /** `{% section 'name' %}` */
  renderSection(name: string): string;
  /** `{% sections 'group' %}` */
  renderSectionGroup(name: string): string;
  /** `{% content_for 'blocks' %}`: the blocks inside what is being rendered, app blocks among them. */
  renderBlocks(): string;
  /** `{% content_for 'block', type: 'x', id: 'y', closest.product: product %}`: a theme block at a fixed place. */
  renderStaticBlock(type: string, id: string, closest: Record<string, unknown>): string;
  /** `{% render block %}`: undefined if the value is no block of this section. */
  renderBlock(block: unknown): string | undefined;
  /** Set by `{% layout %}`; undefined = the default layout. */
  layout?: string | null;
}

const scopes = new WeakMap<object, RenderScope>();

/** Ties a scope to the `globals` object of one rendering. */
export function bindScope(globals: object, scope: RenderScope): void {
  scopes.set(globals, scope);
}

/** The scope of the rendering that a filter or tag runs in. Throws when the globals were never bound. */
export function scopeOf(context: Context): RenderScope {
  const scope = scopes.get(context.globals);
  if (!scope) throw new Error('This template is rendered outside a store page.');
  return scope;
}
