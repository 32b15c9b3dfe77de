/** What the theme editor looks at: a theme, one of its templates or the app embeds, and what a deep link asks for. */
import { findTheme, publishedTheme } from '#sandbox/world/themes.ts';
import type { Theme } from '../theme-host/theme.ts';
import { appSlots, isAllowedAt, readTemplate } from '../theme-host/theme-edits.ts';
import type { AppBlockPlace, AppSlot } from '../theme-host/theme-edits.ts';
import type { JsonTemplate } from '../theme-host/theme.ts';
import { shopPages } from '../objects/page.ts';
import { isOnStore, localPath } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';

export interface EditorState {
  theme: Theme;
  templateName: string;
  context: 'sections' | 'apps' | 'settings';
  /** The template, and the section groups that stand around every page. */
  files: { path: string; template: JsonTemplate; slots: AppSlot[] }[];
}

export function editedTheme(visit: Visit, which: string | null): Theme {
  const record = findTheme(visit.world, which || 'current') ?? publishedTheme(visit.world);
  return visit.host.themes.find((theme) => theme.record.id === record.id) ?? visit.theme;
}

/** Templates of checkout and errors have no app blocks; they are left out. */
const notEdited = ['app-error', 'customers/login'];

export function editorTemplates(theme: Theme): string[] {
  return theme.templateNames().filter((name) => !notEdited.includes(name));
}

export function readState(visit: Visit): EditorState {
  const { query } = visit.view;
  const theme = editedTheme(visit, query.get('theme'));
  const wanted = query.get('template') ?? 'index';
  const templateName = editorTemplates(theme).includes(wanted) ? wanted : 'index';
  const asked = query.get('context');
  const context = asked === 'apps' || asked === 'settings' ? asked : 'sections';
  const paths = [`templates/${templateName}`, ...theme.groupNames().map((name) => `sections/${name}`)];
  const files = paths.flatMap((path) => {
    const template = readTemplate(visit.world, theme, path);
    return template ? [{ path, template, slots: appSlots(theme, template) }] : [];
  });
  return { theme, templateName, context, files };
}

/** A page of the store that is made from the template. */
export function previewPath(visit: Visit, templateName: string): string {
  const { world, view } = visit;
  const product = world.catalog.products().find(isOnStore);
  const collection = world.catalog.collections()[0];
  const suffix = templateName.split('.')[1] ?? null;
  const paths: Record<string, string> = {
    index: '/',
    product: `/products/${product?.handle ?? ''}`,
    collection: `/collections/${collection?.handle ?? 'all'}`,
    'list-collections': '/collections',
    cart: '/cart',
    search: '/search?q=a',
    page: `/pages/${(shopPages.find((page) => page.templateSuffix === suffix) ?? shopPages[0])?.handle ?? ''}`,
    'customers/account': '/account',
    'customers/order': '/account',
    '404': '/not-found',
  };
  return localPath(view, paths[templateName.split('.')[0] ?? ''] ?? '/');
}

/** All blocks of all theme app extensions. */
export function allBlocks(visit: Visit): AppBlockPlace[] {
  return visit.host.extensions.flatMap((extension) => extension.listBlocks().map((block) => ({ extension, block })));
}

export const blockName = (place: AppBlockPlace) => `${place.extension.id}/${place.block.handle}`;

export type DeepLink =
  | { kind: 'embed'; place: AppBlockPlace }
  | { kind: 'block'; place: AppBlockPlace; path: string; slot: AppSlot | 'new' }
  | { kind: 'problem'; message: string };

/**
 * `activateAppId=<client id>/<handle>` switches an embed on; `addAppBlockId=<client id>/<handle>&template=…&target=…` adds a
 * block: to a new Apps section (`newAppsSection`), to the main section (`mainSection`), to a section group
 * (`sectionGroup:header`), or to a section by its id. Source: shopify.dev, "Configure theme app extensions", deep linking.
 */
export function readDeepLink(visit: Visit, state: EditorState): DeepLink | null {
  const { query } = visit.view;
  const embedId = query.get('activateAppId');
  const blockId = query.get('addAppBlockId');
  const asked = embedId ?? blockId;
  if (!asked) return null;
  const [app, handle] = asked.split('/');
  const place = allBlocks(visit).find((one) => one.block.handle === handle);
  const registration = visit.world.apps.registration();
  const isApp = registration?.apiKey === app || place?.extension.id === app;
  if (!place || !isApp) return { kind: 'problem', message: `No installed app has the block ${asked}.` };
  if (embedId) {
    if (place.block.target !== 'section') return { kind: 'embed', place };
    return { kind: 'problem', message: `${handle} is a block for sections, not an app embed: addAppBlockId adds it.` };
  }
  if (place.block.target !== 'section')
    return { kind: 'problem', message: `${handle} is an app embed: activateAppId is for it.` };
  return blockLink(state, place, query.get('target') ?? 'newAppsSection');
}

function blockLink(state: EditorState, place: AppBlockPlace, target: string): DeepLink {
  const group = /^sectionGroup:(.+)$/.exec(target)?.[1];
  const file = group ? state.files.find(({ template }) => template.type === group) : state.files[0];
  if (!file) return { kind: 'problem', message: `This theme has no section group ${group ?? ''}.` };
  if (!isAllowedAt(place.block, file.path, file.template)) {
    return { kind: 'problem', message: `The block ${place.block.handle} may not stand on ${file.path}.` };
  }
  if (target === 'newAppsSection' || group) return { kind: 'block', place, path: file.path, slot: 'new' };
  const ids = target === 'mainSection' ? null : target.replace(/^template--\d+__/, '');
  const slot = file.slots.find((one) => one.holderKey === null && (ids === null || one.sectionKey === ids));
  if (!slot) return { kind: 'problem', message: `No section ${target} of ${file.path} takes app blocks.` };
  return { kind: 'block', place, path: file.path, slot };
}
