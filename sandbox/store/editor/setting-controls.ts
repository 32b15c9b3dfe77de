/** One setting of a schema as a form control, and back from what the form sent. */
import { textOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { escapeHtml, printValue } from '../liquid/text.ts';
import type { SettingDefinition } from '../theme-host/theme-files.ts';
import type { Settings } from '../theme-host/theme.ts';

/** What a setting may be chosen from beside its own options: handles of products and collections, with their titles. */
export interface Choices {
  product: { handle: string; title: string }[];
  collection: { handle: string; title: string }[];
}

export type Words = (source: string | undefined) => string;

export function control(
  prefix: string,
  setting: SettingDefinition,
  value: unknown,
  words: Words,
  choices: Choices,
): string {
  const text = (source: string | undefined) => escapeHtml(words(source));
  if (!setting.id) {
    return setting.type === 'header'
      ? `<h4>${text(setting.content)}</h4>`
      : `<p class="info">${text(setting.content)}</p>`;
  }
  const name = escapeHtml(`setting:${setting.id}`);
  const id = escapeHtml(`${prefix}:${setting.id}`);
  const shown = escapeHtml(printValue(value));
  const info = setting.info ? `<small>${text(setting.info)}</small>` : '';
  const label = `<label for="${id}">${text(setting.label)}</label>`;
  const select = (options: { value: string; label: string }[]) =>
    `<div>${label}<select id="${id}" name="${name}">${options
      .map(
        (one) =>
          `<option value="${escapeHtml(one.value)}"${one.value === printValue(value) ? ' selected' : ''}>${text(one.label)}</option>`,
      )
      .join('')}</select>${info}</div>`;
  switch (setting.type) {
    case 'checkbox':
      return `<div class="check"><input type="checkbox" id="${id}" name="${name}" value="true"${value === true ? ' checked' : ''}>${label}${info}</div>`;
    case 'select':
    case 'radio':
      return select(setting.options ?? []);
    case 'product':
    case 'collection': {
      const none = setting.autofill ? 'The nearest (autofill)' : 'None';
      const list = choices[setting.type].map((one) => ({ value: one.handle, label: one.title }));
      return select([{ value: '', label: none }, ...list]);
    }
    case 'range':
    case 'number':
      return `<div>${label}<input type="number" id="${id}" name="${name}" value="${shown}" min="${setting.min ?? ''}" max="${setting.max ?? ''}" step="${setting.step ?? 'any'}">${info}</div>`;
    case 'color':
      return `<div>${label}<input type="text" id="${id}" name="${name}" value="${shown}" placeholder="#334455, or empty" pattern="(#[0-9a-fA-F]{3,8})?">${info}</div>`;
    case 'textarea':
    case 'richtext':
    case 'inline_richtext':
    case 'html':
    case 'liquid':
      return `<div>${label}<textarea id="${id}" name="${name}" rows="2">${shown}</textarea>${info}</div>`;
    case 'color_scheme_group':
      return '';
    default:
      return `<div>${label}<input type="text" id="${id}" name="${name}" value="${shown}">${info}</div>`;
  }
}

/** Reads the whole form: a box that is not ticked is not sent, which means off. */
export function readSettings(definitions: SettingDefinition[] | undefined, fields: Fields): Settings {
  const settings: Settings = {};
  for (const { id, type } of definitions ?? []) {
    if (!id || type === 'color_scheme_group') continue;
    const sent = fields[`setting:${id}`];
    const text = textOf(sent);
    if (type === 'checkbox') settings[id] = text === 'true';
    else if (type === 'range' || type === 'number') settings[id] = text === '' ? null : Number(text);
    else settings[id] = typeof sent === 'string' ? sent : null;
  }
  return settings;
}
