/**
 * What the merchant changed in the theme editor. As at Shopify, the editor writes whole JSON files of a theme (templates,
 * section groups, settings); here they are kept in the world, above the files of the repository.
 */
import type { World } from '#sandbox/world/world.ts';
import { isAllowedOn } from '../extension/theme-extension.ts';
import type { ExtensionBlock, ThemeExtension } from '../extension/theme-extension.ts';
import type { BlockEntry, JsonTemplate, SectionEntry, SettingsData, Theme } from './theme.ts';

const collection = 'theme-files';

const keyOf = (theme: Theme, path: string) => `${theme.record.id}/${path}`;

/** `templates/product`, `sections/header-group`: edited, or as the theme brings it; null when there is none. */
export function readTemplate(world: World, theme: Theme, path: string): JsonTemplate | null {
  return world.documents.get<JsonTemplate>(collection, keyOf(theme, path)) ?? theme.json(path);
}

export function writeTemplate(world: World, theme: Theme, path: string, template: JsonTemplate): void {
  world.documents.set(collection, keyOf(theme, path), template);
}

/** The theme's own files again, everywhere. */
export function resetTheme(world: World, theme: Theme): void {
  for (const key of world.documents.keys(collection)) {
    if (key.startsWith(`${theme.record.id}/`)) world.documents.delete(collection, key);
  }
}

export function readSettingsData(world: World, theme: Theme): SettingsData {
  const text = world.documents.get<string>(collection, keyOf(theme, 'config/settings_data'));
  return text === null ? theme.settingsData() : (JSON.parse(text) as SettingsData);
}

export function writeSettingsData(world: World, theme: Theme, data: SettingsData): void {
  world.documents.set(collection, keyOf(theme, 'config/settings_data'), JSON.stringify(data));
}

export interface AppBlockPlace {
  extension: ThemeExtension;
  block: ExtensionBlock;
}

/** How a theme's JSON names an app block: `shopify://apps/regulars/blocks/balance/regulars-theme`. */
export function appBlockType(appHandle: string, place: AppBlockPlace): string {
  return `shopify://apps/${appHandle}/blocks/${place.block.handle}/${place.extension.id}`;
}

/** The block behind such a type; null for one of the theme's own, or of an extension that is gone. */
export function findAppBlock(extensions: readonly ThemeExtension[], type: string): AppBlockPlace | null {
  const match = /^shopify:\/\/apps\/[^/]+\/blocks\/([^/]+)\/([^/]+)$/.exec(type);
  const extension = extensions.find((candidate) => candidate.id === match?.[2]);
  const block = match?.[1] ? extension?.block(match[1]) : undefined;
  return extension && block ? { extension, block } : null;
}

/** Where app blocks may be put: a section, or a theme block in it, whose schema takes `@app`. */
export interface AppSlot {
  sectionKey: string;
  /** The key of the theme block that takes them; null = the section itself. */
  holderKey: string | null;
  entry: SectionEntry | BlockEntry;
  label: string;
}

const takesApps = (schema: { blocks?: { type: string }[] }) =>
  schema.blocks?.some(({ type }) => type === '@app') ?? false;

export function appSlots(theme: Theme, template: JsonTemplate): AppSlot[] {
  return template.order.flatMap((sectionKey) => {
    const section = template.sections[sectionKey];
    if (!section) return [];
    const schema = theme.sectionSchema(section.type);
    const label = schema.name ?? section.type;
    const own: AppSlot[] = takesApps(schema) ? [{ sectionKey, holderKey: null, entry: section, label }] : [];
    const inside = Object.entries(section.blocks ?? {}).flatMap(([holderKey, entry]): AppSlot[] => {
      if (entry.type.startsWith('shopify://')) return [];
      const blockSchema = theme.blockSchema(entry.type);
      if (!takesApps(blockSchema)) return [];
      return [{ sectionKey, holderKey, entry, label: `${label} › ${blockSchema.name ?? entry.type}` }];
    });
    return [...own, ...inside];
  });
}

/** App blocks of a slot, in their order. */
export function blocksIn(entry: SectionEntry | BlockEntry): [string, BlockEntry][] {
  const order = entry.block_order ?? Object.keys(entry.blocks ?? {});
  return order.flatMap((key): [string, BlockEntry][] => {
    const block = entry.blocks?.[key];
    return block ? [[key, block]] : [];
  });
}

/** Puts a block behind the others of a slot; answers its key, which is new within the section. */
export function addBlock(entry: SectionEntry | BlockEntry, handle: string, type: string): string {
  const taken = new Set(Object.keys(entry.blocks ?? {}));
  const base = handle.replaceAll('-', '_');
  let number = 1;
  while (taken.has(`${base}_${number}`)) number += 1;
  const key = `${base}_${number}`;
  entry.block_order = [...blocksIn(entry).map(([known]) => known), key];
  entry.blocks = { ...entry.blocks, [key]: { type, settings: {} } };
  return key;
}

/** Shopify's wrapper section for app blocks, at the end of the template; answers its key. */
export function addAppsSection(template: JsonTemplate): string {
  let number = 1;
  while (template.sections[`apps_${number}`]) number += 1;
  const key = `apps_${number}`;
  template.sections[key] = { type: 'apps', blocks: {}, block_order: [] };
  template.order.push(key);
  return key;
}

/** Whether the schema lets the block stand there: on a template, or in a group such as `header`. */
export function isAllowedAt(block: ExtensionBlock, path: string, template: JsonTemplate): boolean {
  if (block.target !== 'section') return false;
  return path.startsWith('templates/')
    ? isAllowedOn(block.schema, path.slice('templates/'.length))
    : isAllowedOn(block.schema, template.type ?? '', 'groups');
}
