/**
 * Puts one page together as Shopify does: sections of the template, app blocks in their slots, app embeds, the layout.
 * It owns the order of rendering and who may see which objects; it knows no HTTP.
 */
import { publishedTheme } from '#sandbox/world/themes.ts';
import type { World } from '#sandbox/world/world.ts';
import type { ThemeExtension } from '../extension/theme-extension.ts';
import { moneyFormats } from '../liquid/currency-formats.ts';
import { bindScope } from '../liquid/scope.ts';
import type { RenderScope, TemplateHost } from '../liquid/scope.ts';
import { escapeHtml, toLiquidJson } from '../liquid/text.ts';
import { exchangeRate } from '../objects/markets.ts';
import type { StoreView } from '../objects/store-view.ts';
import { customerPrivacyScript } from './customer-privacy.ts';
import { designModeScript, previewBar } from './editor-preview.ts';
import { ExtensionBlocks, appBlockId, copyObjects, editorAttributes } from './extension-blocks.ts';
import type { Closest } from './extension-blocks.ts';
import { blocksIn, isAllowedAt, readSettingsData, readTemplate } from './theme-edits.ts';
import type { AppBlockPlace } from './theme-edits.ts';
import { settingsOf } from './theme-files.ts';
import type { SettingDefinition } from './theme-files.ts';
import { themeSettings } from './theme.ts';
import type { BlockEntry, JsonTemplate, SectionEntry, Theme } from './theme.ts';

export interface RendererParts {
  world: World;
  view: StoreView;
  theme: Theme;
  extensions: ThemeExtension[];
  /** `product`, `page.loyalty`, `customers/account` … */
  templateName: string;
  /** The objects that templates may read; see objects/globals.ts. */
  globals: object;
  onError(message: string): void;
}

/** Where a section comes from: its template or group, which decides what may stand in it. */
interface Source {
  path: string;
  template: JsonTemplate;
}

interface BlockObject {
  id: string;
  type: string;
  settings: Record<string, unknown>;
  shopify_attributes: string;
}

export class PageRenderer {
  private readonly parts: RendererParts;
  private readonly apps: ExtensionBlocks;
  private readonly appBlocks = new WeakMap<object, AppBlockPlace>();
  private layoutOfTemplate: string | null | undefined;

  constructor(parts: RendererParts) {
    this.parts = parts;
    this.apps = new ExtensionBlocks(parts, (host, appId) => this.scope(host, appId), this.report);
  }

  /** A whole page. `content` replaces the template (an app proxy's Liquid). */
  renderPage(content?: { liquid: string }): string {
    const { theme, templateName, view } = this.parts;
    const path = `templates/${templateName}`;
    const json = content ? null : this.template(path);
    let body: string;
    if (content) body = this.renderLiquidTemplate(content.liquid, 'app proxy');
    else if (json) body = this.renderSections({ path, template: json }, (key) => this.templateSectionId(key));
    else body = this.renderLiquidTemplate(theme.files.read(`${path}.liquid`) ?? '', path);
    const layout = json?.layout === false ? null : (json?.layout ?? this.layoutOfTemplate);
    if (layout === null) return body;
    const embeds = {
      head: this.apps.embeds('head'),
      body: this.apps.embeds('body'),
      first: this.apps.embeds('compliance_head'),
    };
    // Section groups are rendered by the layout, after the head: what their blocks load is put in behind it.
    const header = '<!--content-for-header-->';
    const globals = this.themeGlobals({ content_for_layout: body, content_for_header: header });
    const name = layout ?? 'theme';
    const html = theme.engine.render(
      theme.files.read(`layout/${name}.liquid`) ?? '',
      `layout/${name}`,
      globals,
      this.report,
    );
    const bar = previewBar(this.parts.world, view, theme);
    return html
      .replace(header, () => this.contentForHeader())
      .replace(/<head([^>]*)>/, (whole) => whole + embeds.first)
      .replace('</head>', () => `${embeds.head}</head>`)
      .replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${embeds.body}${bar}</body>`);
  }

  /**
   * The section rendering API: a section of this template (`template--1__main`) or of a group (`sections--1__header`) by its
   * id, or any section file by its name. Null when there is none.
   */
  renderSectionById(id: string): string | null {
    const { theme, templateName } = this.parts;
    const [, kind, key = ''] = /^(template|sections)--\d+__(.+)$/.exec(id) ?? [];
    if (kind === undefined) {
      return theme.files.read(`sections/${id}.liquid`) === null ? null : this.renderSection({ type: id }, id, null);
    }
    const paths =
      kind === 'template' ? [`templates/${templateName}`] : theme.groupNames().map((name) => `sections/${name}`);
    for (const path of paths) {
      const template = this.template(path);
      const entry = template?.sections[key];
      if (template && entry) return this.renderSection(entry, id, { path, template });
    }
    return null;
  }

  private template(path: string): JsonTemplate | null {
    return readTemplate(this.parts.world, this.parts.theme, path);
  }

  private templateSectionId(key: string): string {
    return `template--${this.parts.theme.number}__${key}`;
  }

  private renderSections(source: Source, idOf: (key: string) => string): string {
    return source.template.order
      .map((key) => {
        const entry = source.template.sections[key];
        return entry && !entry.disabled ? this.renderSection(entry, idOf(key), source) : '';
      })
      .join('');
  }

  private renderLiquidTemplate(source: string, file: string): string {
    const { theme } = this.parts;
    const globals = this.themeGlobals({}, { setLayout: (layout) => (this.layoutOfTemplate = layout) });
    return theme.engine.render(source, file, globals, this.report);
  }

  private renderSection(entry: SectionEntry, id: string, source: Source | null): string {
    const { theme, view } = this.parts;
    const text = theme.files.read(`sections/${entry.type}.liquid`);
    if (text === null)
      return this.fail(`Liquid error: Error in tag 'section' - '${entry.type}' is not a valid section type`);
    const schema = theme.sectionSchema(entry.type);
    const blocks = this.blockObjects(entry, schema.blocks, id, source);
    const section = { id, type: entry.type, settings: settingsOf(schema, entry.settings), blocks, index: 1 };
    const place: Place = { section, entry, blocks, closest: this.pageClosest(), source };
    const html = theme.engine.render(
      text,
      `sections/${entry.type}`,
      this.themeGlobals({ section }, { place }),
      this.report,
    );
    const tag = schema.tag ?? 'div';
    const classes = ['shopify-section', schema.class].filter(Boolean).join(' ');
    const editor = view.designMode
      ? ` data-shopify-editor-section="${escapeHtml(JSON.stringify({ id, type: entry.type, disabled: false }))}"`
      : '';
    return `<${tag} id="shopify-section-${escapeHtml(id)}" class="${escapeHtml(classes)}"${editor}>${html}</${tag}>`;
  }

  /** What Liquid sees as `section.blocks`. App blocks cannot stand in a section without JSON (`{% section %}`), as at Shopify. */
  private blockObjects(
    entry: SectionEntry | BlockEntry,
    definitions: { type: string; settings?: SettingDefinition[] }[] | undefined,
    sectionId: string,
    source: Source | null,
  ): BlockObject[] {
    const { view } = this.parts;
    return blocksIn(entry).flatMap(([key, block]): BlockObject[] => {
      if (block.disabled || block.static) return [];
      if (block.type.startsWith('shopify://')) {
        const id = appBlockId(sectionId, key);
        const found = source && this.apps.placed(block, id, (one) => isAllowedAt(one, source.path, source.template));
        if (!found) return [];
        const [object, place] = found;
        this.appBlocks.set(object, place);
        return [object];
      }
      const definition = definitions?.find((candidate) => candidate.type === block.type);
      const settings = settingsOf({ settings: definition?.settings ?? [] }, block.settings);
      return [{ id: key, type: block.type, settings, shopify_attributes: editorAttributes(view, key, block.type) }];
    });
  }

  /** A theme block that its section places by `content_for 'block'`; it may hold app blocks of its own. */
  private renderStaticBlock(place: Place, type: string, key: string, given: Closest): string {
    const { theme, view } = this.parts;
    const text = theme.files.read(`blocks/${type}.liquid`);
    if (text === null) return this.fail(`Liquid error: '${type}' is not a valid block type`);
    const entry = place.entry.blocks?.[key] ?? { type };
    if (entry.disabled) return '';
    const schema = theme.blockSchema(type);
    const closest = { ...place.closest, ...given };
    const blocks = this.blockObjects(entry, schema.blocks, `${place.section.id}__${key}`, place.source);
    const block = {
      id: key,
      type,
      settings: settingsOf(schema, entry.settings),
      shopify_attributes: editorAttributes(view, key, type),
    };
    const inside = { ...place, entry, blocks, closest };
    const globals = this.themeGlobals({ section: place.section, block, closest }, { place: inside });
    return theme.engine.render(text, `blocks/${type}`, globals, this.report);
  }

  private renderBlock(place: Place | undefined, block: unknown): string | undefined {
    const app = typeof block === 'object' && block !== null ? this.appBlocks.get(block) : undefined;
    return app && this.apps.render(app, block as BlockObject, place?.section, place?.closest ?? {});
  }

  /** The product or collection of the page itself. */
  private pageClosest(): Closest {
    const { product, collection } = this.parts.globals as { product?: unknown; collection?: unknown };
    return { product, collection };
  }

  /** What Shopify puts into every head: the shop's facts, and what app blocks' schemas ask for. */
  private contentForHeader(): string {
    const { view, theme } = this.parts;
    const facts = {
      shop: view.shop.domain,
      locale: view.locale,
      currency: { active: view.currencyCode, rate: exchangeRate(view) },
      country: view.countryCode,
      theme: this.themeObject(),
      routes: { root: view.rootUrl === '/' ? '/' : `${view.rootUrl}/` },
      ...(view.designMode ? { designMode: true } : {}),
    };
    const assignments = Object.entries(facts).map(([name, value]) => `Shopify.${name}=${toLiquidJson(value)};`);
    return [
      `<script>window.Shopify=window.Shopify||{};${assignments.join('')}</script>`,
      customerPrivacyScript,
      this.apps.headTags(),
      view.designMode ? designModeScript(theme) : '',
    ].join('');
  }

  private themeObject() {
    const { theme, world } = this.parts;
    const role = publishedTheme(world).id === theme.record.id ? 'main' : 'unpublished';
    return { id: theme.record.id, name: theme.record.name, role };
  }

  private themeGlobals(
    more: object,
    how: { place?: Place; setLayout?: (layout: string | null) => void } = {},
  ): Record<string, unknown> {
    const { theme, world } = this.parts;
    const globals = copyObjects(this.parts.globals, {
      settings: themeSettings(theme, readSettingsData(world, theme)),
      theme: this.themeObject(),
      closest: this.pageClosest(),
      ...more,
    });
    const scope = this.scope(theme, null, how.place);
    if (how.setLayout) Object.defineProperty(scope, 'layout', { set: how.setLayout });
    bindScope(globals, scope);
    return globals;
  }

  private scope(host: TemplateHost, appId: number | null, place?: Place): RenderScope {
    const { view, world, theme } = this.parts;
    const formats = moneyFormats(view);
    return {
      host,
      appId,
      locale: view.locale,
      moneyFormat: formats.money,
      moneyWithCurrencyFormat: formats.withCurrency,
      currencyCode: view.currencyCode,
      timeZone: view.shop.ianaTimezone,
      nowMs: world.clock.nowMs(),
      rootUrl: view.rootUrl,
      pageNumber: Math.max(1, Number(view.query.get('page')) || 1),
      pathWithQuery: view.pathWithQuery,
      report: this.report,
      renderSection: (name) => this.renderSection({ type: name }, name, null),
      renderSectionGroup: (name) => {
        const path = `sections/${name}`;
        const template = this.template(path);
        if (!template)
          return this.fail(`Liquid error: Error in tag 'sections' - '${name}' is not a valid section group`);
        return this.renderSections({ path, template }, (key) => `sections--${theme.number}__${key}`);
      },
      renderBlocks: () => (place?.blocks ?? []).map((block) => this.renderBlock(place, block) ?? '').join(''),
      renderStaticBlock: (type, id, closest) => (place ? this.renderStaticBlock(place, type, id, closest) : ''),
      renderBlock: (block) => this.renderBlock(place, block),
    };
  }

  private readonly report = (message: string): void => this.parts.onError(message);

  private fail(message: string): string {
    this.report(message);
    return escapeHtml(message);
  }
}

/** The section, or the theme block inside it, that is being rendered. */
interface Place {
  section: { id: string };
  entry: SectionEntry | BlockEntry;
  blocks: BlockObject[];
  closest: Closest;
  source: Source | null;
}
