/** What `shopify.app.extensions()` answers: the app's theme extensions and where their blocks stand in the published theme. */
import { fileURLToPath } from 'node:url';
import { toGid } from '#sandbox/world/gid.ts';
import { THEME_ID } from '#sandbox/admin-api/resolvers/apps.ts';
import { findThemeExtensions } from '#sandbox/store/extension/theme-extension.ts';
import type { ExtensionBlock, ThemeExtension } from '#sandbox/store/extension/theme-extension.ts';
import { readPlacement, slotTemplates } from '#sandbox/store/theme-host/editor-state.ts';
import type { World } from '#sandbox/world/world.ts';

const EXTENSIONS = fileURLToPath(new URL('../../extensions', import.meta.url));

/** App Bridge's ExtensionInfo. Source: `@shopify/app-bridge-types`. */
export function themeExtensionInfo(world: World, folder = EXTENSIONS): object[] {
  return findThemeExtensions(folder, world.shop.get().ianaTimezone).map((extension) => ({
    handle: extension.id,
    type: 'theme_app_extension',
    activations: extension.listBlocks().map((block) => blockInfo(world, extension, block)),
  }));
}

function blockInfo(world: World, extension: ThemeExtension, block: ExtensionBlock): object {
  const places = block.target === 'section' ? slotTemplates : [undefined];
  const activations = places
    .filter((template) => readPlacement(world, extension, block, template).enabled)
    .map((template) => ({
      target: template ? `template--${template}/main/${block.handle}` : `settings/blocks/${block.handle}`,
      themeId: toGid('OnlineStoreTheme', THEME_ID),
    }));
  return {
    target: block.target,
    handle: block.handle,
    name: block.schema.name ?? block.handle,
    status: block.error ? 'unavailable' : activations.length > 0 ? 'active' : 'available',
    activations,
  };
}
