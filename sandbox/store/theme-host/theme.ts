import { fileURLToPath } from 'node:url';
import type { ThemeRecord } from '#sandbox/world/themes.ts';
import { LiquidEngine } from '../liquid/engine.ts';
import type { TemplateHost } from '../liquid/scope.ts';
import { TemplateFiles, readSchema } from './theme-files.ts';
import type { BlockSchema, SettingDefinition } from './theme-files.ts';

export type Settings = Record<string, string | number | boolean | null>;

export type BlockEntry = {
  /** A type of the section's schema, the file of a theme block, or `shopify://apps/<app>/blocks/<handle>/<extension>`. */
  type: string;
  settings?: Settings;
  disabled?: boolean;
  /** A theme block that its section places itself, with `content_for 'block'`. */
  static?: boolean;
  blocks?: Record<string, BlockEntry>;
  block_order?: string[];
};

export type SectionEntry = {
  type: string;
  settings?: Settings;
  blocks?: Record<string, BlockEntry>;
  block_order?: string[];
  disabled?: boolean;
};

/** A JSON template, or a section group. */
export type JsonTemplate = {
  layout?: string | false;
  /** Of a section group: `header`, `footer`, `aside` or `custom.<name>`. */
  type?: string;
  name?: string;
  sections: Record<string, SectionEntry>;
  order: string[];
};

/** `config/settings_data.json`: the theme's settings, and among them the app embeds. */
export type SettingsData = {
  current: {
    [id: string]: unknown;
    blocks?: Record<string, BlockEntry>;
  };
};

const folderOf = (handle: string) =>
  fileURLToPath(new URL(handle === 'nordlys' ? '../theme' : `../theme-${handle}`, import.meta.url));

/** One of the store's themes: Liquid and JSON files in Shopify's folders. What the merchant edited is in theme-edits.ts. */
export class Theme implements TemplateHost {
  readonly id = 'theme';
  readonly record: ThemeRecord;
  readonly files: TemplateFiles;
  readonly engine: LiquidEngine;
  /** The number in the addresses of its files. */
  readonly number: number;
  private schemas = new Map<string, BlockSchema>();

  constructor(record: ThemeRecord, timeZone: string) {
    this.record = record;
    this.number = record.id % 1000;
    const root = folderOf(record.handle);
    const parentRoot = record.handle === 'nordlys' ? undefined : folderOf('nordlys');
    this.files = new TemplateFiles(root, parentRoot);
    this.engine = new LiquidEngine({ root, parentRoot, timeZone });
  }

  refresh(): void {
    if (!this.files.refresh()) return;
    this.engine.forget();
    this.schemas.clear();
  }

  lookUp(key: string, locale: string) {
    return this.files.lookUp(key, locale);
  }

  assetUrl(file: string): string {
    const version = this.files.asset(file)?.fingerprint;
    return `/cdn/shop/t/${this.number}/assets/${encodeURIComponent(file)}${version ? `?v=${version}` : ''}`;
  }

  assetText(file: string): string | null {
    return this.files.asset(file)?.content.toString('utf8') ?? null;
  }

  /** `templates/product` or `sections/header-group` as it is in the file, or null when it is Liquid or missing. */
  json(path: string): JsonTemplate | null {
    const text = this.files.read(`${path}.json`);
    // Shopify allows one comment at the head of a JSON template.
    return text === null ? null : (JSON.parse(text.replace(/^\s*\/\*[\s\S]*?\*\//, '')) as JsonTemplate);
  }

  /** `index`, `product`, `page.loyalty`, `customers/account` … */
  templateNames(): string[] {
    const names = (folder: string) => this.files.list(folder, '.json').map((name) => name.replace(/\.json$/, ''));
    return [...names('templates'), ...names('templates/customers').map((name) => `customers/${name}`)];
  }

  groupNames(): string[] {
    return this.files.list('sections', '.json').map((name) => name.replace(/\.json$/, ''));
  }

  sectionSchema(type: string): BlockSchema {
    return this.schema(`sections/${type}.liquid`);
  }

  blockSchema(type: string): BlockSchema {
    return this.schema(`blocks/${type}.liquid`);
  }

  settingsData(): SettingsData {
    return JSON.parse(this.files.read('config/settings_data.json') ?? '{"current":{}}') as SettingsData;
  }

  settingDefinitions(): SettingDefinition[] {
    const groups = JSON.parse(this.files.read('config/settings_schema.json') ?? '[]') as {
      name?: string;
      settings?: SettingDefinition[];
    }[];
    return groups.flatMap((group) => group.settings ?? []);
  }

  private schema(path: string): BlockSchema {
    let schema = this.schemas.get(path);
    if (!schema) {
      schema = readSchema(this.files.read(path) ?? '');
      this.schemas.set(path, schema);
    }
    return schema;
  }
}

/** The `settings` object: defaults of the schema, overlaid with what was chosen. Color schemes come as a list, as in Liquid. */
export function themeSettings(theme: Theme, data: SettingsData): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const definition of theme.settingDefinitions()) {
    if (!definition.id) continue;
    const value = data.current[definition.id] ?? definition.default ?? null;
    settings[definition.id] = definition.type === 'color_scheme_group' ? colorSchemes(value) : value;
  }
  return settings;
}

function colorSchemes(value: unknown): object[] {
  const schemes = (value ?? {}) as Record<string, { settings: Record<string, string> }>;
  return Object.entries(schemes).map(([id, scheme]) => ({ id, settings: scheme.settings }));
}
