/** What `shopify.app.extensions()` answers: the app's theme extensions and where their blocks stand in the published theme. */
import { fileURLToPath } from 'node:url';
import { toGid } from '#sandbox/world/gid.ts';
import { findThemeExtensions } from '#sandbox/store/extension/theme-extension.ts';
import type { ExtensionBlock, ThemeExtension } from '#sandbox/store/extension/theme-extension.ts';
import {
  appSlots,
  blocksIn,
  findAppBlock,
  readSettingsData,
  readTemplate,
} from '#sandbox/store/theme-host/theme-edits.ts';
import { Theme } from '#sandbox/store/theme-host/theme.ts';
import { publishedTheme } from '#sandbox/world/themes.ts';
import type { World } from '#sandbox/world/world.ts';

const EXTENSIONS = fileURLToPath(new URL('../../extensions', import.meta.url));

/** App Bridge's ExtensionInfo. Source: `@shopify/app-bridge-types`. */
export function themeExtensionInfo(world: World, folder = EXTENSIONS): object[] {
  const timeZone = world.shop.get().ianaTimezone;
  const theme = new Theme(publishedTheme(world), timeZone);
  return findThemeExtensions(folder, timeZone).map((extension) => ({
    handle: extension.id,
    type: 'theme_app_extension',
    activations: extension.listBlocks().map((block) => blockInfo(world, theme, extension, block)),
  }));
}

function blockInfo(world: World, theme: Theme, extension: ThemeExtension, block: ExtensionBlock): object {
  const isThis = (entry: { type: string; disabled?: boolean }) =>
    !entry.disabled && findAppBlock([extension], entry.type)?.block === block;
  const embeds = Object.values(readSettingsData(world, theme).current.blocks ?? {}).filter(isThis);
  const paths = [
    ...theme.templateNames().map((name) => `templates/${name}`),
    ...theme.groupNames().map((name) => `sections/${name}`),
  ];
  const placed = paths.flatMap((path) => {
    const template = readTemplate(world, theme, path);
    const slots = template ? appSlots(theme, template) : [];
    return slots.flatMap((slot) =>
      blocksIn(slot.entry)
        .filter(([, entry]) => isThis(entry))
        .map(([key]) => `template--${path.replace(/^\w+\//, '')}/${slot.sectionKey}/${key}`),
    );
  });
  const targets = [...embeds.map(() => `settings/blocks/${block.handle}`), ...placed];
  return {
    target: block.target,
    handle: block.handle,
    name: block.schema.name ?? block.handle,
    status: block.error ? 'unavailable' : targets.length > 0 ? 'active' : 'available',
    activations: targets.map((target) => ({ target, themeId: toGid('OnlineStoreTheme', theme.record.id) })),
  };
}
