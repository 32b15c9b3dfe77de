import { LiquidEngine } from '../liquid/engine.ts';
import type { TemplateHost } from '../liquid/scope.ts';
import { TemplateFiles, readSchema } from './theme-files.ts';
import type { BlockSchema, SettingDefinition } from './theme-files.ts';

export interface SectionEntry {
  type: string;
  settings?: Record<string, unknown>;
  blocks?: Record<string, { type: string; settings?: Record<string, unknown> }>;
  block_order?: string[];
  disabled?: boolean;
}

/** A JSON template, or a section group. */
export interface JsonTemplate {
  layout?: string | false;
  sections: Record<string, SectionEntry>;
  order: string[];
}

/** The store's theme: Liquid and JSON files in Shopify's folders. */
export class Theme implements TemplateHost {
  readonly id = 'theme';
  readonly files: TemplateFiles;
  readonly engine: LiquidEngine;
  private schemas = new Map<string, BlockSchema>();

  constructor(root: string, timeZone: string) {
    this.files = new TemplateFiles(root);
    this.engine = new LiquidEngine({ root, timeZone });
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
    return `/cdn/shop/t/1/assets/${encodeURIComponent(file)}${version ? `?v=${version}` : ''}`;
  }

  assetText(file: string): string | null {
    return this.files.asset(file)?.content.toString('utf8') ?? null;
  }

  /** `templates/<name>.json`, or null when the template is Liquid or missing. */
  template(name: string): JsonTemplate | null {
    return this.json(`templates/${name}.json`);
  }

  group(name: string): JsonTemplate | null {
    return this.json(`sections/${name}.json`);
  }

  sectionSchema(type: string): BlockSchema {
    let schema = this.schemas.get(type);
    if (!schema) {
      schema = readSchema(this.files.read(`sections/${type}.liquid`) ?? '');
      this.schemas.set(type, schema);
    }
    return schema;
  }

  /** The `settings` object: defaults of `config/settings_schema.json`, overlaid with `config/settings_data.json`. */
  settings(): Record<string, unknown> {
    const groups = JSON.parse(this.files.read('config/settings_schema.json') ?? '[]') as {
      settings?: SettingDefinition[];
    }[];
    const chosen = JSON.parse(this.files.read('config/settings_data.json') ?? '{}') as {
      current?: Record<string, unknown>;
    };
    const defaults = groups.flatMap((group) => group.settings ?? []).filter((setting) => setting.id);
    return {
      ...Object.fromEntries(defaults.map((setting) => [setting.id ?? '', setting.default ?? null])),
      ...chosen.current,
    };
  }

  private json(path: string): JsonTemplate | null {
    const text = this.files.read(path);
    // Shopify allows one comment at the head of a JSON template.
    return text === null ? null : (JSON.parse(text.replace(/^\s*\/\*[\s\S]*?\*\//, '')) as JsonTemplate);
  }
}
