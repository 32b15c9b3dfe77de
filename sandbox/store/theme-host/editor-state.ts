import type { World } from '#sandbox/world/world.ts';
import { isAllowedOn } from '../extension/theme-extension.ts';
import type { ExtensionBlock, ThemeExtension } from '../extension/theme-extension.ts';

export type SettingValue = string | number | boolean | null;

/** What the merchant did in the theme editor with one block of one extension on one template. */
export type Placement = {
  enabled: boolean;
  settings: Record<string, SettingValue>;
};

/** The templates of this theme with a slot for app blocks (a section whose schema takes `@app`). */
export const slotTemplates = ['product', 'cart', 'customers/account'] as const;
export type SlotTemplate = (typeof slotTemplates)[number];

const collection = 'store-theme-editor';

/** An app embed has one placement for the whole store; an app block one for each template. */
export function placementKey(extension: ThemeExtension, block: ExtensionBlock, template?: string): string {
  return [extension.id, block.handle, block.target === 'section' ? template : 'embed'].join('/');
}

/**
 * The sandbox begins with everything in place: embeds on, and each app block on the templates it is meant for. A real
 * shop begins with nothing; there the merchant adds them in the theme editor.
 */
function isOnByDefault(block: ExtensionBlock, template?: string): boolean {
  if (block.target !== 'section' || template === undefined) return true;
  if (!isAllowedOn(block.schema, template)) return false;
  const isForProducts = block.handle.includes('product');
  return isForProducts === (template === 'product');
}

export function readPlacement(
  world: World,
  extension: ThemeExtension,
  block: ExtensionBlock,
  template?: string,
): Placement {
  const stored = world.documents.get<Placement>(collection, placementKey(extension, block, template));
  return stored ?? { enabled: isOnByDefault(block, template), settings: {} };
}

export function writePlacement(
  world: World,
  extension: ThemeExtension,
  block: ExtensionBlock,
  template: string | undefined,
  placement: Placement,
): void {
  world.documents.set(collection, placementKey(extension, block, template), placement);
}
