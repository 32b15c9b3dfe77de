/** What the forms of the theme editor do: they write whole JSON files of the theme, as Shopify's does. */
import { json, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { RequestRefusal, textOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { localReturn } from '../http/session.ts';
import { appBlockId } from '../theme-host/extension-blocks.ts';
import {
  addAppsSection,
  addBlock,
  appBlockType,
  blocksIn,
  findAppBlock,
  isAllowedAt,
  readSettingsData,
  readTemplate,
  resetTheme,
  writeSettingsData,
  writeTemplate,
} from '../theme-host/theme-edits.ts';
import type { AppBlockPlace } from '../theme-host/theme-edits.ts';
import type { BlockEntry, JsonTemplate, SectionEntry, Theme } from '../theme-host/theme.ts';
import type { Visit } from '../visit.ts';
import { allBlocks, blockName, editedTheme } from './editor-state.ts';
import { readSettings } from './setting-controls.ts';

/** Answers with the section to show anew, or null when the whole page must be. */
type Outcome = { sectionId: string | null };

export function postEditor(visit: Visit, fields: Fields): Reply {
  const theme = editedTheme(visit, textOf(fields['theme']));
  const outcome = act(visit, theme, fields);
  if (String(visit.request.headers.accept ?? '').includes('application/json')) return json(outcome);
  const back = localReturn(textOf(fields['return_to']), `/editor?theme=${theme.record.id}`);
  return redirect(`${back}${back.includes('?') ? '&' : '?'}saved=1`, 303);
}

function act(visit: Visit, theme: Theme, fields: Fields): Outcome {
  const action = textOf(fields['action']);
  switch (action) {
    case 'embed':
      return saveEmbed(visit, theme, fields);
    case 'theme': {
      const data = readSettingsData(visit.world, theme);
      Object.assign(data.current, readSettings(theme.settingDefinitions(), fields));
      writeSettingsData(visit.world, theme, data);
      return { sectionId: null };
    }
    case 'reset':
      resetTheme(visit.world, theme);
      return { sectionId: null };
    case 'add':
    case 'save':
    case 'up':
    case 'down':
    case 'remove':
      return changeBlocks(visit, theme, action, fields);
    default:
      throw new RequestRefusal(422, `The theme editor has no action ${action}.`);
  }
}

function placeOf(visit: Visit, fields: Fields): AppBlockPlace {
  const name = textOf(fields['block']);
  const place = allBlocks(visit).find((one) => blockName(one) === name);
  if (!place) throw new RequestRefusal(422, `No extension has a block ${name}.`);
  return place;
}

const appHandle = (visit: Visit) => visit.world.apps.registration()?.handle ?? 'app';

function saveEmbed(visit: Visit, theme: Theme, fields: Fields): Outcome {
  const place = placeOf(visit, fields);
  if (place.block.target === 'section') throw new RequestRefusal(422, `${place.block.handle} is no app embed.`);
  const type = appBlockType(appHandle(visit), place);
  const data = readSettingsData(visit.world, theme);
  const blocks = data.current.blocks ?? {};
  const known = Object.entries(blocks).find(
    ([, entry]) => findAppBlock([place.extension], entry.type)?.block === place.block,
  );
  const key = known?.[0] ?? appBlockId('embed', place.block.handle);
  const isOn = textOf(fields['enabled']) === 'true';
  blocks[key] = { type, disabled: !isOn, settings: readSettings(place.block.schema.settings, fields) };
  writeSettingsData(visit.world, theme, { ...data, current: { ...data.current, blocks } });
  return { sectionId: null };
}

function changeBlocks(visit: Visit, theme: Theme, action: string, fields: Fields): Outcome {
  const path = textOf(fields['path']);
  const template = readTemplate(visit.world, theme, path);
  if (!template) throw new RequestRefusal(422, `This theme has no ${path}.`);
  const isNew = action === 'add' && textOf(fields['section']) === 'new';
  const sectionKey = isNew ? addAppsSection(template) : textOf(fields['section']);
  const holder = holderOf(template, sectionKey, textOf(fields['holder']));
  if (action === 'add') {
    const place = placeOf(visit, fields);
    if (!isAllowedAt(place.block, path, template)) {
      throw new RequestRefusal(422, `The block ${place.block.handle} may not stand on ${path}.`);
    }
    addBlock(holder, place.block.handle, appBlockType(appHandle(visit), place));
  } else changeOne(visit, template, sectionKey, holder, action, fields);
  writeTemplate(visit.world, theme, path, template);
  const isTemplate = path.startsWith('templates/');
  const isGone = isNew || !template.sections[sectionKey];
  return { sectionId: isGone ? null : `${isTemplate ? 'template' : 'sections'}--${theme.number}__${sectionKey}` };
}

function holderOf(template: JsonTemplate, sectionKey: string, holderKey: string): SectionEntry | BlockEntry {
  const section = template.sections[sectionKey];
  const holder = holderKey ? section?.blocks?.[holderKey] : section;
  if (!holder) throw new RequestRefusal(422, `There is no section ${sectionKey}.`);
  return holder;
}

function changeOne(
  visit: Visit,
  template: JsonTemplate,
  sectionKey: string,
  holder: SectionEntry | BlockEntry,
  action: string,
  fields: Fields,
): void {
  const key = textOf(fields['key']);
  const order = blocksIn(holder).map(([known]) => known);
  const entry = holder.blocks?.[key];
  if (!entry) throw new RequestRefusal(422, `There is no block ${key}.`);
  if (action === 'save') {
    const definitions = findAppBlock(visit.host.extensions, entry.type)?.block.schema.settings;
    entry.settings = readSettings(definitions, fields);
    entry.disabled = textOf(fields['enabled']) !== 'true';
    return;
  }
  const from = order.indexOf(key);
  order.splice(from, 1);
  if (action === 'remove') {
    delete holder.blocks?.[key];
    // Shopify's wrapper section goes with its last block.
    if (template.sections[sectionKey]?.type === 'apps' && order.length === 0) {
      delete template.sections[sectionKey];
      template.order = template.order.filter((one) => one !== sectionKey);
    }
  } else order.splice(Math.max(0, from + (action === 'up' ? -1 : 1)), 0, key);
  holder.block_order = order;
}
