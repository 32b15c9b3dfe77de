import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Locales } from '../liquid/translate.ts';

export interface SettingDefinition {
  type: string;
  id?: string;
  label?: string;
  info?: string;
  content?: string;
  default?: unknown;
  /** A product or collection that nobody chose is the one nearest to the block. */
  autofill?: boolean;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  options?: { value: string; label: string }[];
}

/** What stands between `{% schema %}` and `{% endschema %}`. */
export interface BlockSchema {
  name?: string;
  target?: string;
  class?: string;
  tag?: string;
  javascript?: string;
  stylesheet?: string;
  available_if?: string;
  enabled_on?: { templates?: string[]; groups?: string[] };
  disabled_on?: { templates?: string[]; groups?: string[] };
  templates?: string[];
  settings?: SettingDefinition[];
  blocks?: { type: string; name?: string; settings?: SettingDefinition[] }[];
}

/** Reads the schema of a Liquid file; an empty one when there is none. Throws on JSON that does not parse. */
export function readSchema(source: string): BlockSchema {
  const match = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source);
  return match?.[1] ? (JSON.parse(match[1]) as BlockSchema) : {};
}

/** The defaults of a schema's settings, overlaid with what the merchant chose. Values of unknown settings are dropped. */
export function settingsOf(schema: BlockSchema, chosen: Record<string, unknown> = {}): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const definition of schema.settings ?? []) {
    if (!definition.id) continue;
    settings[definition.id] =
      chosen[definition.id] ?? definition.default ?? (definition.type === 'checkbox' ? false : null);
  }
  return settings;
}

/** The newest change in a folder of templates, in ms. Small folders only: it looks at every file. */
export function newestChangeMs(folder: string): number {
  let newest = 0;
  if (!existsSync(folder)) return newest;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

/** A short fingerprint of a file's content, for addresses that may be cached for ever. */
export function fingerprint(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

const require = createRequire(import.meta.url);

// Fonts come from npm packages (SIL Open Font License), so that the repository carries no binary copies of them.
const packageAssets: Record<string, string> = Object.fromEntries(
  ['latin', 'latin-ext'].flatMap((subset) => [
    [`fraunces-${subset}.woff2`, `@fontsource-variable/fraunces/files/fraunces-${subset}-wght-normal.woff2`],
    [`figtree-${subset}.woff2`, `@fontsource-variable/figtree/files/figtree-${subset}-wght-normal.woff2`],
  ]),
);

/** The address of a font's file inside its installed package. */
function packageFile(specifier: string): string | null {
  const [scope, name, ...rest] = specifier.split('/');
  try {
    return join(dirname(require.resolve(`${scope}/${name}/package.json`)), ...rest);
  } catch {
    return null;
  }
}

/**
 * The files of a theme, or of an extension, in Shopify's folders. Read again when something changed. What a theme does not
 * have itself comes from its parent: at Shopify checkout and accounts are no part of a theme, here they are written once.
 */
export class TemplateFiles {
  readonly root: string;
  private readonly parent: TemplateFiles | null;
  private sources = new Map<string, string | null>();
  private assets = new Map<string, { content: Buffer; fingerprint: string } | null>();
  private storefront: Locales;
  private merchant: Locales;
  private seenMs: number;

  constructor(root: string, parentRoot?: string) {
    this.root = root;
    this.parent = parentRoot ? new TemplateFiles(parentRoot) : null;
    this.storefront = new Locales(join(root, 'locales'));
    this.merchant = new Locales(join(root, 'locales'), 'schema');
    this.seenMs = newestChangeMs(root);
  }

  /** True when a file changed since the last look; everything is then read anew. */
  refresh(): boolean {
    const isParentNew = this.parent?.refresh() ?? false;
    const newest = newestChangeMs(this.root);
    if (newest === this.seenMs) return isParentNew;
    this.seenMs = newest;
    this.sources.clear();
    this.assets.clear();
    this.storefront = new Locales(join(this.root, 'locales'));
    this.merchant = new Locales(join(this.root, 'locales'), 'schema');
    return true;
  }

  /** The text of a file such as `sections/main-product.liquid`, or null. */
  read(path: string): string | null {
    let source = this.sources.get(path);
    if (source === undefined) {
      const file = join(this.root, path);
      source = file.startsWith(this.root) && existsSync(file) ? readFileSync(file, 'utf8') : null;
      this.sources.set(path, source);
    }
    return source ?? this.parent?.read(path) ?? null;
  }

  list(folder: string, extension: string): string[] {
    const path = join(this.root, folder);
    const own = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(extension)) : [];
    return [...new Set([...own, ...(this.parent?.list(folder, extension) ?? [])])].sort();
  }

  asset(name: string): { content: Buffer; fingerprint: string } | null {
    if (name !== basename(name)) return null;
    let asset = this.assets.get(name);
    if (asset === undefined) {
      const own = join(this.root, 'assets', name);
      const fromPackage = packageAssets[name];
      const file = existsSync(own) ? own : fromPackage ? packageFile(fromPackage) : null;
      const content = file && existsSync(file) ? readFileSync(file) : null;
      asset = content ? { content, fingerprint: fingerprint(content) } : null;
      this.assets.set(name, asset);
    }
    return asset ?? this.parent?.asset(name) ?? null;
  }

  lookUp(key: string, locale: string): { value: unknown; locale: string } | undefined {
    return this.storefront.lookUp(key, locale) ?? this.parent?.lookUp(key, locale);
  }

  /** The merchant's word behind `t:blocks.launcher.name`; other text unchanged. */
  merchantText(text: string | undefined, locale: string): string {
    if (!text?.startsWith('t:')) return text ?? '';
    const found = this.merchant.lookUp(text.slice(2), locale);
    return typeof found?.value === 'string' ? found.value : text;
  }
}
