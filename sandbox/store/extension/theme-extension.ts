/**
 * One theme app extension, read from its own folder as Shopify would after `shopify app deploy`: blocks, snippets,
 * assets, locales. It renders nothing by itself (see theme-host/page-renderer.ts) and never reads files of the theme.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'smol-toml';
import { LiquidEngine } from '../liquid/engine.ts';
import type { TemplateHost } from '../liquid/scope.ts';
import { TemplateFiles, fingerprint, readSchema } from '../theme-host/theme-files.ts';
import type { BlockSchema } from '../theme-host/theme-files.ts';

/** The tags that theme check's AppBlockValidTags forbids. */
const forbiddenTags = ['javascript', 'stylesheet', 'include', 'layout', 'section', 'sections'];

export type EmbedTarget = 'head' | 'body' | 'compliance_head';

export interface ExtensionBlock {
  /** The file's name without `.liquid`. */
  handle: string;
  source: string;
  schema: BlockSchema;
  /** `section` for an app block, else where an app embed block goes. */
  target: 'section' | EmbedTarget;
  /** What is wrong with the file, if it cannot be used. */
  error: string | null;
}

export class ThemeExtension implements TemplateHost {
  readonly id: string;
  readonly name: string;
  readonly files: TemplateFiles;
  readonly engine: LiquidEngine;
  private blocks: ExtensionBlock[] | undefined;
  private version: string | undefined;

  constructor(root: string, config: { handle: string; name: string; timeZone: string }) {
    this.id = config.handle;
    this.name = config.name;
    this.files = new TemplateFiles(root);
    this.engine = new LiquidEngine({ root, timeZone: config.timeZone, forbiddenTags });
  }

  /** Reads everything again when a file changed. */
  refresh(): void {
    if (!this.files.refresh()) return;
    this.engine.forget();
    this.blocks = undefined;
    this.version = undefined;
  }

  listBlocks(): ExtensionBlock[] {
    this.blocks ??= this.files.list('blocks', '.liquid').map((name) => {
      const source = this.files.read(`blocks/${name}`) ?? '';
      const handle = basename(name, '.liquid');
      try {
        const schema = readSchema(source);
        return { handle, source, schema, target: targetOf(schema), error: null };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return {
          handle,
          source: '',
          schema: {},
          target: 'section',
          error: `Invalid schema in blocks/${name}: ${reason}`,
        };
      }
    });
    return this.blocks;
  }

  block(handle: string): ExtensionBlock | undefined {
    return this.listBlocks().find((block) => block.handle === handle);
  }

  lookUp(key: string, locale: string) {
    return this.files.lookUp(key, locale);
  }

  /** All assets share one version in their path, so that modules can import each other by relative address. */
  assetUrl(file: string): string {
    return `/cdn/extensions/${this.id}-${this.assetVersion()}/assets/${encodeURIComponent(file)}`;
  }

  assetVersion(): string {
    this.version ??= fingerprint(
      this.files
        .list('assets', '')
        .map((name) => this.files.asset(name)?.fingerprint ?? '')
        .join(),
    );
    return this.version;
  }

  assetText(file: string): string | null {
    return this.files.asset(file)?.content.toString('utf8') ?? null;
  }
}

function targetOf(schema: BlockSchema): ExtensionBlock['target'] {
  const { target } = schema;
  return target === 'head' || target === 'body' || target === 'compliance_head' ? target : 'section';
}

interface ExtensionToml {
  type?: unknown;
  name?: unknown;
  handle?: unknown;
  extensions?: ExtensionToml[];
}

/** Finds every theme app extension below `folder` (`extensions/`); other kinds of extensions are left alone. */
export function findThemeExtensions(folder: string, timeZone: string): ThemeExtension[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const root = join(folder, entry.name);
      const file = join(root, 'shopify.extension.toml');
      if (!existsSync(file)) return [];
      const toml = parse(readFileSync(file, 'utf8')) as ExtensionToml;
      const declared = toml.type === 'theme' ? toml : toml.extensions?.find((extension) => extension.type === 'theme');
      if (!declared) return [];
      const handle = typeof declared.handle === 'string' ? declared.handle : entry.name;
      const name = typeof declared.name === 'string' ? declared.name : handle;
      return [new ThemeExtension(root, { handle, name, timeZone })];
    });
}

/**
 * Whether the schema's `enabled_on` and `disabled_on` let the block stand on this template (`page.loyalty` counts as `page`),
 * or in a section group of this type. Source: shopify.dev, "Section schema", enabled_on.
 */
export function isAllowedOn(schema: BlockSchema, place: string, kind: 'templates' | 'groups' = 'templates'): boolean {
  const name = place.replace(/\.[^./]+$/, '');
  const matches = (list: string[]) =>
    list.some((entry) => [`*`, place, name, name.replace(/^list-/, '')].includes(entry));
  if (schema.enabled_on) return matches(schema.enabled_on[kind] ?? []);
  const refused = schema.disabled_on?.[kind];
  if (refused) return !matches(refused);
  if (schema.templates && kind === 'templates') return matches(schema.templates);
  return true;
}
