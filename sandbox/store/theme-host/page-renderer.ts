/**
 * Puts one page together as Shopify does: sections of the template, app blocks in their slots, app embeds, the layout.
 * It owns the order of rendering and who may see which objects; it knows no HTTP.
 */
import type { World } from '#sandbox/world/world.ts';
import { isAllowedOn } from '../extension/theme-extension.ts';
import type { EmbedTarget, ExtensionBlock, ThemeExtension } from '../extension/theme-extension.ts';
import { bindScope } from '../liquid/scope.ts';
import type { RenderScope, TemplateHost } from '../liquid/scope.ts';
import { escapeHtml, toLiquidJson } from '../liquid/text.ts';
import { Metafields } from '../objects/metafields.ts';
import type { StoreView } from '../objects/store-view.ts';
import { readPlacement } from './editor-state.ts';
import { settingsOf } from './theme-files.ts';
import type { JsonTemplate, SectionEntry, Theme } from './theme.ts';

export interface RendererParts {
  world: World;
  view: StoreView;
  theme: Theme;
  extensions: ThemeExtension[];
  /** `product`, `cart`, `customers/account` … */
  templateName: string;
  /** The objects that templates may read; see objects/globals.ts. */
  globals: object;
  onError(message: string): void;
}

interface AppBlockPlace {
  extension: ThemeExtension;
  block: ExtensionBlock;
}

/** Objects that Shopify withholds from theme app extensions. */
const withheld = ['theme', 'settings', 'content_for_header', 'content_for_layout', 'content_for_index', 'scripts'];

function copyObjects(source: object, more: object = {}): Record<string, unknown> {
  // Getters are copied, not read: most pages use few of the objects.
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(source),
      ...Object.getOwnPropertyDescriptors(more),
    },
  ) as Record<string, unknown>;
}

export class PageRenderer {
  private readonly parts: RendererParts;
  /** Style sheets and scripts that schemas of rendered app blocks ask for; each once. */
  private readonly styleSheets = new Set<string>();
  private readonly scripts = new Set<string>();
  private readonly appBlocks = new WeakMap<object, AppBlockPlace>();
  private layoutOfTemplate: string | null | undefined;

  constructor(parts: RendererParts) {
    this.parts = parts;
  }

  /** A whole page. `content` replaces the template (an app proxy's Liquid). */
  renderPage(content?: { liquid: string }): string {
    const { theme, templateName } = this.parts;
    const json = content ? null : theme.template(templateName);
    let body: string;
    if (content) body = this.renderLiquidTemplate(content.liquid, 'app proxy');
    else if (json) body = this.renderTemplate(json);
    else
      body = this.renderLiquidTemplate(
        theme.files.read(`templates/${templateName}.liquid`) ?? '',
        `templates/${templateName}`,
      );
    const layout = json?.layout === false ? null : (json?.layout ?? this.layoutOfTemplate);
    if (layout === null) return body;
    const embeds = {
      head: this.renderEmbeds('head'),
      body: this.renderEmbeds('body'),
      first: this.renderEmbeds('compliance_head'),
    };
    const globals = this.themeGlobals({ content_for_layout: body, content_for_header: this.contentForHeader() });
    const name = layout ?? 'theme';
    const html = theme.engine.render(
      theme.files.read(`layout/${name}.liquid`) ?? '',
      `layout/${name}`,
      globals,
      this.report,
    );
    return html
      .replace(/<head([^>]*)>/, (whole) => whole + embeds.first)
      .replace('</head>', () => `${embeds.head}</head>`)
      .replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${embeds.body}</body>`);
  }

  /** The section rendering API: a section of this template by its id, or any section file by its name. */
  renderSectionById(id: string): string | null {
    const { theme, templateName } = this.parts;
    const short = id.replace(/^template--\d+__/, '');
    const entry = theme.template(templateName)?.sections[short];
    if (entry) return this.renderSection(entry, templateSectionId(short));
    return theme.files.read(`sections/${id}.liquid`) === null ? null : this.renderSection({ type: id }, id);
  }

  private renderTemplate(template: JsonTemplate): string {
    return template.order
      .map((key) => {
        const entry = template.sections[key];
        return entry && !entry.disabled ? this.renderSection(entry, templateSectionId(key)) : '';
      })
      .join('');
  }

  private renderLiquidTemplate(source: string, file: string): string {
    const { theme } = this.parts;
    const globals = this.themeGlobals({}, (layout) => (this.layoutOfTemplate = layout));
    return theme.engine.render(source, file, globals, this.report);
  }

  private renderSection(entry: SectionEntry, id: string): string {
    const { theme } = this.parts;
    const source = theme.files.read(`sections/${entry.type}.liquid`);
    if (source === null)
      return this.fail(`Liquid error: Error in tag 'section' - '${entry.type}' is not a valid section type`);
    const schema = theme.sectionSchema(entry.type);
    const own = (entry.block_order ?? Object.keys(entry.blocks ?? {})).flatMap((key) => {
      const block = entry.blocks?.[key];
      if (!block) return [];
      if (block.type === '@app') return this.placedAppBlocks(id);
      const definition = schema.blocks?.find((candidate) => candidate.type === block.type);
      const settings = settingsOf({ settings: definition?.settings ?? [] }, block.settings);
      return [{ id: key, type: block.type, settings, shopify_attributes: '' }];
    });
    const section = { id, type: entry.type, settings: settingsOf(schema, entry.settings), blocks: own, index: 1 };
    const html = theme.engine.render(source, `sections/${entry.type}`, this.themeGlobals({ section }), this.report);
    const tag = schema.tag ?? 'div';
    const classes = ['shopify-section', schema.class].filter(Boolean).join(' ');
    return `<${tag} id="shopify-section-${escapeHtml(id)}" class="${escapeHtml(classes)}">${html}</${tag}>`;
  }

  /** The app blocks that the merchant put on this template; they stand where the section has its `@app` block. */
  private placedAppBlocks(sectionId: string): object[] {
    const { world, extensions, templateName } = this.parts;
    if (!world.apps.installation()) return [];
    return extensions.flatMap((extension) =>
      extension
        .listBlocks()
        .filter((block) => block.target === 'section' && isAllowedOn(block.schema, templateName))
        .filter((block) => readPlacement(world, extension, block, templateName).enabled)
        .map((block) => {
          const placement = readPlacement(world, extension, block, templateName);
          const object = {
            id: blockId(`${sectionId}/${extension.id}/${block.handle}`),
            type: '@app',
            settings: settingsOf(block.schema, placement.settings),
            shopify_attributes: '',
          };
          this.appBlocks.set(object, { extension, block });
          return object;
        }),
    );
  }

  private renderEmbeds(target: EmbedTarget): string {
    const { world, extensions, templateName } = this.parts;
    if (!world.apps.installation()) return '';
    return extensions
      .flatMap((extension) =>
        extension
          .listBlocks()
          .filter((block) => block.target === target && isAllowedOn(block.schema, templateName))
          .map((block) => {
            const placement = readPlacement(world, extension, block);
            if (!placement.enabled) return '';
            const object = {
              id: blockId(`embed/${extension.id}/${block.handle}`),
              type: block.handle,
              settings: settingsOf(block.schema, placement.settings),
              shopify_attributes: '',
            };
            return this.renderExtensionBlock({ extension, block }, object);
          }),
      )
      .join('');
  }

  /** One block of an extension, with the objects that Shopify gives it and no others. */
  private renderExtensionBlock(place: AppBlockPlace, block: { id: string }, section?: { id: string }): string {
    const { world } = this.parts;
    const installation = world.apps.installation();
    if (!installation) return '';
    if (place.block.error) return this.fail(place.block.error);
    if (!this.isAvailable(place.block, installation)) return '';
    const { extension } = place;
    const globals = copyObjects(this.parts.globals, {
      // Of its section an app block may only know the id.
      section: section ? { id: section.id } : undefined,
      app: { metafields: new Metafields(world, { ownerType: 'API_PERMISSION', ownerId: installation.id }) },
    });
    for (const name of withheld) delete globals[name];
    bindScope(globals, this.scope(extension, installation.appId));
    const { schema, handle, source, target } = place.block;
    if (schema.stylesheet) this.styleSheets.add(extension.assetUrl(schema.stylesheet));
    if (schema.javascript) this.scripts.add(extension.assetUrl(schema.javascript));
    // `block` is a variable of the block's own file: snippets only get it when it is passed to them.
    const html = extension.engine.render(source, `blocks/${handle}`, globals, this.report, { block });
    if (target === 'head' || target === 'compliance_head') return html;
    const tag = schema.tag ?? 'div';
    const classes = ['shopify-block', 'shopify-app-block', schema.class].filter(Boolean).join(' ');
    const handleAttribute = target === 'section' ? ` data-block-handle="${escapeHtml(handle)}"` : '';
    return `<${tag} id="shopify-block-${block.id}" class="${escapeHtml(classes)}"${handleAttribute}>${html}</${tag}>`;
  }

  /** `available_if: "{{ app.metafields.ns.key }}"`: shown when that metafield is true. */
  private isAvailable(block: ExtensionBlock, installation: { id: number; appId: number }): boolean {
    const path = /app\.metafields\.([\w-]+)\.([\w-]+)/.exec(block.schema.available_if ?? '');
    if (!path?.[1] || !path[2]) return true;
    const owner = { ownerType: 'API_PERMISSION' as const, ownerId: installation.id };
    return this.parts.world.metafields.get(installation.appId, owner, path[1], path[2])?.value === 'true';
  }

  /** What Shopify puts into every head: the shop's facts, and what app blocks' schemas ask for. */
  private contentForHeader(): string {
    const { view } = this.parts;
    const facts = {
      shop: view.shop.domain,
      locale: view.locale,
      currency: { active: view.shop.currencyCode, rate: '1.0' },
      country: view.shop.address.countryCode,
      routes: { root: view.rootUrl === '/' ? '/' : `${view.rootUrl}/` },
    };
    const assignments = Object.entries(facts).map(([name, value]) => `Shopify.${name}=${toLiquidJson(value)};`);
    return [
      `<script>window.Shopify=window.Shopify||{};${assignments.join('')}</script>`,
      ...[...this.styleSheets].map(
        (address) => `<link href="${escapeHtml(address)}" rel="stylesheet" type="text/css" media="all">`,
      ),
      ...[...this.scripts].map(
        (address) => `<script src="${escapeHtml(address)}" type="text/javascript" defer="defer"></script>`,
      ),
    ].join('');
  }

  private themeGlobals(more: object, setLayout?: (layout: string | null) => void): Record<string, unknown> {
    const globals = copyObjects(this.parts.globals, {
      settings: this.parts.theme.settings(),
      theme: { id: 1, name: 'Nordlys', role: 'main' },
      ...more,
    });
    const scope = this.scope(this.parts.theme, null, (more as { section?: { id: string } }).section);
    if (setLayout) Object.defineProperty(scope, 'layout', { set: setLayout });
    bindScope(globals, scope);
    return globals;
  }

  private scope(host: TemplateHost, appId: number | null, section?: { id: string }): RenderScope {
    const { view, world, theme } = this.parts;
    return {
      host,
      appId,
      locale: view.locale,
      moneyFormat: view.shop.moneyFormat,
      moneyWithCurrencyFormat: view.shop.moneyWithCurrencyFormat,
      timeZone: view.shop.ianaTimezone,
      nowMs: world.clock.nowMs(),
      rootUrl: view.rootUrl,
      pageNumber: Math.max(1, Number(view.query.get('page')) || 1),
      pathWithQuery: view.pathWithQuery,
      report: this.report,
      renderSection: (name) => this.renderSection({ type: name }, name),
      renderSectionGroup: (name) => {
        const group = theme.group(name);
        if (!group) return this.fail(`Liquid error: Error in tag 'sections' - '${name}' is not a valid section group`);
        return group.order
          .map((key) => {
            const entry = group.sections[key];
            return entry && !entry.disabled ? this.renderSection(entry, `sections--1__${key}`) : '';
          })
          .join('');
      },
      renderBlock: (block) => {
        const place = typeof block === 'object' && block !== null ? this.appBlocks.get(block) : undefined;
        return place ? this.renderExtensionBlock(place, block as { id: string }, section) : undefined;
      },
    };
  }

  private readonly report = (message: string): void => this.parts.onError(message);

  private fail(message: string): string {
    this.report(message);
    return escapeHtml(message);
  }
}

function templateSectionId(key: string): string {
  return `template--1__${key}`;
}

/** Stable letters and digits, as ids of app blocks look like at Shopify (`AcFhWSE5wYUZL…__name_handle`). */
function blockId(name: string): string {
  return `A${Buffer.from(name).toString('base64url')}`;
}
