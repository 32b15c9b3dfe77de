/** Blocks of theme app extensions on one page: with the objects that Shopify gives them, and no others. */
import type { World } from '#sandbox/world/world.ts';
import { isAllowedOn } from '../extension/theme-extension.ts';
import type { EmbedTarget, ExtensionBlock, ThemeExtension } from '../extension/theme-extension.ts';
import { bindScope } from '../liquid/scope.ts';
import type { RenderScope, TemplateHost } from '../liquid/scope.ts';
import { escapeHtml } from '../liquid/text.ts';
import { Metafields } from '../objects/metafields.ts';
import { collectionObject, productObject } from '../objects/product.ts';
import type { StoreView } from '../objects/store-view.ts';
import { findAppBlock, readSettingsData } from './theme-edits.ts';
import type { AppBlockPlace } from './theme-edits.ts';
import { settingsOf } from './theme-files.ts';
import type { BlockEntry, Theme } from './theme.ts';

export interface BlockParts {
  world: World;
  view: StoreView;
  theme: Theme;
  extensions: ThemeExtension[];
  templateName: string;
  globals: object;
}

/** What is nearest to a block: the product of the card it stands on, else that of the page. */
export type Closest = Record<string, unknown>;

/** Objects that Shopify withholds from theme app extensions. */
const withheld = ['theme', 'settings', 'content_for_header', 'content_for_layout', 'content_for_index', 'scripts'];

export function copyObjects(source: object, more: object = {}): Record<string, unknown> {
  // Getters are copied, not read: most pages use few of the objects.
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(source), ...Object.getOwnPropertyDescriptors(more) },
  ) as Record<string, unknown>;
}

export interface AppBlockObject {
  id: string;
  type: string;
  settings: Record<string, unknown>;
  shopify_attributes: string;
}

export class ExtensionBlocks {
  private readonly parts: BlockParts;
  private readonly makeScope: (host: TemplateHost, appId: number) => RenderScope;
  private readonly report: (message: string) => void;
  /** Style sheets and scripts that schemas of rendered app blocks ask for; each once. */
  private readonly styleSheets = new Set<string>();
  private readonly scripts = new Set<string>();

  constructor(
    parts: BlockParts,
    makeScope: (host: TemplateHost, appId: number) => RenderScope,
    report: (message: string) => void,
  ) {
    this.parts = parts;
    this.makeScope = makeScope;
    this.report = report;
  }

  /** A block as a section lists it, or null when the app or the block is gone, or may not stand here. */
  placed(
    entry: BlockEntry,
    id: string,
    isAllowed: (block: ExtensionBlock) => boolean,
  ): [AppBlockObject, AppBlockPlace] | null {
    const place = findAppBlock(this.parts.extensions, entry.type);
    if (!place || !this.parts.world.apps.installation()) return null;
    if (place.block.target !== 'section' || !isAllowed(place.block)) return null;
    const settings = settingsOf(place.block.schema, entry.settings);
    return [
      { id, type: '@app', settings, shopify_attributes: editorAttributes(this.parts.view, id, entry.type) },
      place,
    ];
  }

  /** App embeds that are switched on, in the order of the theme's settings. */
  embeds(target: EmbedTarget): string {
    const { world, theme, extensions, templateName } = this.parts;
    if (!world.apps.installation()) return '';
    return Object.entries(readSettingsData(world, theme).current.blocks ?? {})
      .map(([key, entry]) => {
        const place = entry.disabled ? null : findAppBlock(extensions, entry.type);
        if (place?.block.target !== target || !isAllowedOn(place.block.schema, templateName)) return '';
        const settings = settingsOf(place.block.schema, entry.settings);
        return this.render(place, { id: key, type: entry.type, settings, shopify_attributes: '' }, undefined, {});
      })
      .join('');
  }

  /** One block of an extension. `block` is a variable of its own file: snippets only get it when it is passed to them. */
  render(place: AppBlockPlace, block: AppBlockObject, section: { id: string } | undefined, closest: Closest): string {
    const { world } = this.parts;
    const installation = world.apps.installation();
    if (!installation) return '';
    const { extension } = place;
    const { schema, handle, source, target, error } = place.block;
    if (error) {
      this.report(error);
      return escapeHtml(error);
    }
    if (!this.isAvailable(place.block, installation)) return '';
    const globals = copyObjects(this.parts.globals, {
      closest,
      // Of its section an app block may only know the id.
      section: section ? { id: section.id } : undefined,
      app: { metafields: new Metafields(world, { ownerType: 'API_PERMISSION', ownerId: installation.id }) },
    });
    for (const name of withheld) delete globals[name];
    bindScope(globals, this.makeScope(extension, installation.appId));
    if (schema.stylesheet) this.styleSheets.add(extension.assetUrl(schema.stylesheet));
    if (schema.javascript) this.scripts.add(extension.assetUrl(schema.javascript));
    const settings = this.withResources(place.block, block.settings, closest);
    const html = extension.engine.render(source, `blocks/${handle}`, globals, this.report, {
      block: { ...block, settings },
    });
    if (target === 'head' || target === 'compliance_head') return html;
    const tag = schema.tag ?? 'div';
    const classes = ['shopify-block', 'shopify-app-block', schema.class].filter(Boolean).join(' ');
    const handleAttribute = target === 'section' ? ` data-block-handle="${escapeHtml(handle)}"` : '';
    const editor = block.shopify_attributes;
    return `<${tag} id="shopify-block-${escapeHtml(block.id)}" class="${escapeHtml(classes)}"${handleAttribute}${editor && ` ${editor}`}>${html}</${tag}>`;
  }

  /** What the head needs for the blocks that were rendered so far. */
  headTags(): string {
    const styles = [...this.styleSheets].map(
      (address) => `<link href="${escapeHtml(address)}" rel="stylesheet" type="text/css" media="all">`,
    );
    const scripts = [...this.scripts].map(
      (address) => `<script src="${escapeHtml(address)}" type="text/javascript" defer="defer"></script>`,
    );
    return [...styles, ...scripts].join('');
  }

  /** A chosen product is stored by its handle; one that nobody chose may be the nearest (`autofill`). */
  private withResources(block: ExtensionBlock, chosen: Record<string, unknown>, closest: Closest) {
    const { world, view } = this.parts;
    const settings = { ...chosen };
    for (const { type, id, autofill } of block.schema.settings ?? []) {
      if (!id || (type !== 'product' && type !== 'collection')) continue;
      const handle = String(chosen[id] ?? '');
      if (handle === '') settings[id] = autofill ? closest[type] : undefined;
      else if (type === 'product') {
        const product = world.catalog.productByHandle(handle);
        settings[id] = product ? productObject(view, product) : undefined;
      } else {
        const collection = world.catalog.collectionByHandle(handle);
        settings[id] = collection ? collectionObject(view, collection) : undefined;
      }
    }
    return settings;
  }

  /** `available_if: "{{ app.metafields.ns.key }}"`: shown when that metafield is true. */
  private isAvailable(block: ExtensionBlock, installation: { id: number; appId: number }): boolean {
    const path = /app\.metafields\.([\w-]+)\.([\w-]+)/.exec(block.schema.available_if ?? '');
    if (!path?.[1] || !path[2]) return true;
    const owner = { ownerType: 'API_PERMISSION' as const, ownerId: installation.id };
    return this.parts.world.metafields.get(installation.appId, owner, path[1], path[2])?.value === 'true';
  }
}

/** `block.shopify_attributes`: only the theme editor gets any. */
export function editorAttributes(view: StoreView, id: string, type: string): string {
  return view.designMode ? `data-shopify-editor-block="${escapeHtml(JSON.stringify({ id, type }))}"` : '';
}

/** Stable letters and digits, as ids of app blocks look at Shopify (`AcFhWSE5wYUZL…__name_handle`). */
export function appBlockId(sectionId: string, key: string): string {
  return `A${Buffer.from(sectionId).toString('base64url').replaceAll('-', '')}__${key}`;
}
