/**
 * `/editor`: the part of Shopify's theme editor that a theme app extension meets: embeds and blocks on and off, and their
 * settings. It is a tool of the sandbox, in English, and no page of the store.
 */
import { isAllowedOn } from '../extension/theme-extension.ts';
import type { ExtensionBlock, ThemeExtension } from '../extension/theme-extension.ts';
import { html, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { textOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { escapeHtml, printValue } from '../liquid/text.ts';
import { localPath } from '../objects/store-view.ts';
import { placementKey, readPlacement, slotTemplates, writePlacement } from '../theme-host/editor-state.ts';
import type { SettingValue } from '../theme-host/editor-state.ts';
import type { SettingDefinition } from '../theme-host/theme-files.ts';
import { settingsOf } from '../theme-host/theme-files.ts';
import type { Visit } from '../visit.ts';

interface Slot {
  extension: ThemeExtension;
  block: ExtensionBlock;
  template: string | undefined;
  key: string;
}

function listSlots(visit: Visit): Slot[] {
  return visit.host.extensions.flatMap((extension) =>
    extension.listBlocks().flatMap((block) => {
      const templates: (string | undefined)[] =
        block.target === 'section' ? slotTemplates.filter((name) => isAllowedOn(block.schema, name)) : [undefined];
      return templates.map((template) => ({
        extension,
        block,
        template,
        key: placementKey(extension, block, template),
      }));
    }),
  );
}

function control(slot: Slot, setting: SettingDefinition, value: unknown, locale: string): string {
  const text = (source: string | undefined) => escapeHtml(slot.extension.files.merchantText(source, locale));
  if (!setting.id) {
    return setting.type === 'header'
      ? `<h4>${text(setting.content)}</h4>`
      : `<p class="info">${text(setting.content)}</p>`;
  }
  const name = `setting:${slot.key}:${setting.id}`;
  const id = escapeHtml(name);
  const shown = escapeHtml(printValue(value));
  const info = setting.info ? `<small>${text(setting.info)}</small>` : '';
  const label = `<label for="${id}">${text(setting.label)}</label>`;
  switch (setting.type) {
    case 'checkbox':
      return `<div class="check"><input type="checkbox" id="${id}" name="${id}" value="true"${value === true ? ' checked' : ''}>${label}${info}</div>`;
    case 'select':
    case 'radio': {
      const options = (setting.options ?? []).map(
        (option) =>
          `<option value="${escapeHtml(option.value)}"${option.value === value ? ' selected' : ''}>${text(option.label)}</option>`,
      );
      return `<div>${label}<select id="${id}" name="${id}">${options.join('')}</select>${info}</div>`;
    }
    case 'range':
    case 'number':
      return `<div>${label}<input type="number" id="${id}" name="${id}" value="${shown}" min="${setting.min ?? ''}" max="${setting.max ?? ''}" step="${setting.step ?? 'any'}">${info}</div>`;
    case 'color':
      return `<div>${label}<input type="text" id="${id}" name="${id}" value="${shown}" placeholder="#334455, or empty" pattern="(#[0-9a-fA-F]{3,8})?">${info}</div>`;
    case 'textarea':
    case 'richtext':
    case 'inline_richtext':
    case 'html':
    case 'liquid':
      return `<div>${label}<textarea id="${id}" name="${id}" rows="2">${shown}</textarea>${info}</div>`;
    default:
      return `<div>${label}<input type="text" id="${id}" name="${id}" value="${shown}">${info}</div>`;
  }
}

function slotForm(visit: Visit, slot: Slot): string {
  // The merchant's words, in the language of the person who is signed in to the admin.
  const { locale } = visit.world.shop.staff();
  const placement = readPlacement(visit.world, slot.extension, slot.block, slot.template);
  const name = escapeHtml(slot.extension.files.merchantText(slot.block.schema.name ?? slot.block.handle, locale));
  const place = slot.template ? `Block on ${slot.template}` : `App embed (${slot.block.target})`;
  const values = settingsOf(slot.block.schema, placement.settings);
  const settings = (slot.block.schema.settings ?? [])
    .map((setting) => control(slot, setting, setting.id ? values[setting.id] : null, locale))
    .join('');
  const error = slot.block.error ? `<p class="error" role="alert">${escapeHtml(slot.block.error)}</p>` : '';
  const key = escapeHtml(slot.key);
  return `<section><header><div><h3>${name}</h3><p>${place} · ${escapeHtml(slot.extension.name)}</p></div>
    <label class="switch"><input type="checkbox" name="enabled:${key}" value="true"${placement.enabled ? ' checked' : ''}><span>On</span></label></header>
    ${error}${settings ? `<details><summary>Settings</summary><div class="settings">${settings}</div></details>` : ''}</section>`;
}

const style = `:root{font:15px/1.5 system-ui,sans-serif;color:#1f2328;background:#f1f1f1}body{margin:0}
main{max-width:46rem;margin:0 auto;padding:2rem 1rem 6rem}h1{font-size:1.5rem;margin:0}h3{font-size:1rem;margin:0}h4{margin:1rem 0 0}
section{background:#fff;border-radius:12px;padding:1rem 1.25rem;margin:1rem 0;box-shadow:0 1px 2px #0002}
section header{display:flex;justify-content:space-between;gap:1rem;align-items:center}header p,.info,small{color:#616161;margin:.1rem 0 0;display:block}
.switch{display:flex;gap:.5rem;align-items:center;min-height:44px}.switch input,.check input{width:20px;height:20px}
details{margin-top:.75rem;border-top:1px solid #e3e3e3;padding-top:.5rem}summary{min-height:32px;cursor:pointer}
.settings{display:grid;gap:.9rem;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));padding-top:.75rem}.settings h4,.settings .info{grid-column:1/-1}
.settings label{display:block;font-weight:500}.check{display:flex;gap:.5rem;align-items:center;flex-wrap:wrap}
input[type=text],input[type=number],select,textarea{width:100%;box-sizing:border-box;padding:.5rem .6rem;border:1px solid #8a8a8a;border-radius:8px;font:inherit;background:#fff}
button{font:inherit;font-weight:600;background:#1f2328;color:#fff;border:0;border-radius:10px;padding:.7rem 1.2rem;min-height:44px;cursor:pointer}
.bar{position:sticky;bottom:0;background:#f1f1f1;padding:1rem 0}.error{color:#8e1f0b}.saved{background:#cdfee1;border-radius:8px;padding:.5rem .9rem}
pre{white-space:pre-wrap;background:#fff;border-radius:12px;padding:1rem;font-size:13px}`;

export function editorPage(visit: Visit): Reply {
  const slots = listSlots(visit);
  const isInstalled = visit.world.apps.installation() !== null;
  const notice = isInstalled
    ? ''
    : '<p class="error">The app is not installed, so the store shows none of its blocks.</p>';
  const saved = visit.view.query.get('saved') === '1' ? '<p class="saved" role="status">Saved.</p>' : '';
  const none = slots.length === 0 ? '<p>No theme app extension was found.</p>' : '';
  const errors = visit.host.liquidErrors
    .slice(-20)
    .map((error) => `${error.at} ${error.page}\n  ${error.message}`)
    .join('\n');
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
    <title>Theme editor (sandbox)</title><style>${style}</style></head><body><main><h1>Theme editor</h1>
    <p>Apps in the theme of ${escapeHtml(visit.view.shop.name)}. <a href="${localPath(visit.view, '/')}">Open the store</a></p>${notice}${saved}${none}
    <form method="post" action="${localPath(visit.view, '/editor')}">${slots.map((slot) => slotForm(visit, slot)).join('')}
    <div class="bar"><button>Save</button></div></form>
    ${errors ? `<h3>Latest Liquid errors</h3><pre>${escapeHtml(errors)}</pre>` : ''}</main></body></html>`;
  return html(body);
}

function readSetting(setting: SettingDefinition, sent: string | undefined): SettingValue {
  if (setting.type === 'checkbox') return sent === 'true';
  if (setting.type === 'range' || setting.type === 'number')
    return sent === undefined || sent === '' ? null : Number(sent);
  return sent ?? null;
}

/** Saves the whole form: a box that is not ticked is not sent, which means off. */
export function postEditor(visit: Visit, fields: Fields): Reply {
  for (const slot of listSlots(visit)) {
    const settings: Record<string, SettingValue> = {};
    for (const setting of slot.block.schema.settings ?? []) {
      if (!setting.id) continue;
      const sent = fields[`setting:${slot.key}:${setting.id}`];
      settings[setting.id] = readSetting(setting, typeof sent === 'string' ? sent : undefined);
    }
    const enabled = textOf(fields[`enabled:${slot.key}`]) === 'true';
    writePlacement(visit.world, slot.extension, slot.block, slot.template, { enabled, settings });
  }
  return redirect(`${localPath(visit.view, '/editor')}?saved=1`, 303);
}
