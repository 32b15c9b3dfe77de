/**
 * `/editor`: the part of Shopify's theme editor that a theme app extension meets: embeds and blocks placed, moved, set and
 * switched off, in any theme, beside a live preview that gets the editor's events. It is a tool of the sandbox, in English.
 */
import { readFileSync } from 'node:fs';
import { file, html } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { THEMES } from '#sandbox/world/themes.ts';
import { escapeHtml } from '../liquid/text.ts';
import { isOnStore, localPath } from '../objects/store-view.ts';
import { appBlockId } from '../theme-host/extension-blocks.ts';
import { blocksIn, findAppBlock, isAllowedAt, readSettingsData } from '../theme-host/theme-edits.ts';
import type { AppBlockPlace, AppSlot } from '../theme-host/theme-edits.ts';
import { settingsOf } from '../theme-host/theme-files.ts';
import { themeSettings } from '../theme-host/theme.ts';
import type { BlockEntry } from '../theme-host/theme.ts';
import type { Visit } from '../visit.ts';
import { allBlocks, blockName, editorTemplates, previewPath, readDeepLink, readState } from './editor-state.ts';
import type { DeepLink, EditorState } from './editor-state.ts';
import { control } from './setting-controls.ts';
import type { Choices } from './setting-controls.ts';

export { postEditor } from './editor-actions.ts';

/** The editor's own files, at `/editor/<name>`. */
export function editorFile(pathname: string): Reply | null {
  const name = /^\/editor\/(editor\.css|editor\.js|preview\.js)$/.exec(pathname)?.[1];
  return name ? file(readFileSync(new URL(name, import.meta.url)), name, 'check') : null;
}

class EditorView {
  private readonly visit: Visit;
  private readonly state: EditorState;
  private readonly link: DeepLink | null;
  private readonly choices: Choices;

  constructor(visit: Visit) {
    this.visit = visit;
    this.state = readState(visit);
    this.link = readDeepLink(visit, this.state);
    const { catalog } = visit.world;
    this.choices = { product: catalog.products().filter(isOnStore), collection: catalog.collections() };
  }

  page(): string {
    const { visit, state } = this;
    const { view } = visit;
    const context = this.link?.kind === 'embed' ? 'apps' : state.context;
    const preview = previewPath(visit, state.templateName);
    const source = `${preview}${preview.includes('?') ? '&' : '?'}editor_theme_id=${state.theme.record.id}`;
    const tab = (name: EditorState['context'], label: string) =>
      `<a href="${this.here({ context: name })}"${context === name ? ' aria-current="page"' : ''}>${label}</a>`;
    const saved = view.query.get('saved') === '1' ? '<p class="saved" role="status">Saved.</p>' : '';
    const notice = visit.world.apps.installation()
      ? ''
      : '<p class="error">The app is not installed, so the store shows none of its blocks.</p>';
    const parts = { sections: () => this.sections(), apps: () => this.embeds(), settings: () => this.themeForm() };
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
    <title>${escapeHtml(state.theme.record.name)} · Theme editor (sandbox)</title><link rel="stylesheet" href="/editor/editor.css"><script src="/editor/editor.js" type="module"></script></head>
    <body><main id="sidebar"><header><h1>Theme editor</h1><a href="${localPath(view, '/')}">Open the store</a></header>
    <form method="get" action="${localPath(view, '/editor')}" class="pick">
      <label>Theme<select name="theme">${THEMES.map((theme) => `<option value="${theme.id}"${theme.id === state.theme.record.id ? ' selected' : ''}>${escapeHtml(theme.name)}</option>`).join('')}</select></label>
      <label>Template<select name="template">${editorTemplates(state.theme)
        .map((name) => `<option${name === state.templateName ? ' selected' : ''}>${escapeHtml(name)}</option>`)
        .join('')}</select></label><button class="quiet">Show</button></form>
    <nav aria-label="Editor">${tab('sections', 'Sections')}${tab('apps', 'App embeds')}${tab('settings', 'Theme settings')}</nav>
    ${notice}${saved}${this.deepLink()}${parts[context]()}${this.errors()}</main>
    <iframe id="preview" title="Preview" src="${escapeHtml(source)}"></iframe></body></html>`;
  }

  /** This page with other parameters; deep links and messages are left behind. */
  private here(changes: Record<string, string> = {}): string {
    const { theme, templateName, context } = this.state;
    const query = new URLSearchParams({ theme: String(theme.record.id), template: templateName, context, ...changes });
    return escapeHtml(`${localPath(this.visit.view, '/editor')}?${query.toString()}`);
  }

  private form(
    fields: Record<string, string>,
    body: string,
    options: { more?: string; context?: string } = {},
  ): string {
    const all = { theme: String(this.state.theme.record.id), ...fields };
    const hidden = Object.entries(all).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
    );
    const back = this.here(options.context ? { context: options.context } : {});
    return `<form method="post" action="${localPath(this.visit.view, '/editor')}" ${options.more ?? ''}>${hidden.join('')}<input type="hidden" name="return_to" value="${back}">${body}</form>`;
  }

  private name({ extension, block }: AppBlockPlace): string {
    // The merchant's words, in the language of the person who is signed in to the admin.
    const { locale } = this.visit.world.shop.staff();
    return escapeHtml(extension.files.merchantText(block.schema.name ?? block.handle, locale));
  }

  private settings(place: AppBlockPlace, chosen: BlockEntry['settings'], prefix: string): string {
    const { locale } = this.visit.world.shop.staff();
    const values = settingsOf(place.block.schema, chosen);
    return (place.block.schema.settings ?? [])
      .map((setting) =>
        control(
          prefix,
          setting,
          setting.id ? values[setting.id] : null,
          (source) => place.extension.files.merchantText(source, locale),
          this.choices,
        ),
      )
      .join('');
  }

  private deepLink(): string {
    const { link } = this;
    if (!link) return '';
    if (link.kind === 'problem') return `<p class="error" role="alert">${escapeHtml(link.message)}</p>`;
    if (link.kind === 'embed')
      return `<p class="saved" role="status">${this.name(link.place)} is switched on below. Save to keep it.</p>`;
    const where = link.slot === 'new' ? 'a new Apps section' : `the section ${link.slot.label}`;
    const section = link.slot === 'new' ? 'new' : link.slot.sectionKey;
    const body = `<p>Add <strong>${this.name(link.place)}</strong> to ${escapeHtml(where)} of <strong>${escapeHtml(link.path.replace(/^\w+\//, ''))}</strong>.</p><button data-primary>Save</button>`;
    return `<section class="link">${this.form({ action: 'add', path: link.path, section, block: blockName(link.place) }, body)}</section>`;
  }

  private sections(): string {
    return this.state.files
      .map(({ path, template, slots }) => {
        const fitting = allBlocks(this.visit).filter(({ block }) => isAllowedAt(block, path, template));
        const title = path.startsWith('templates/') ? path.slice(10) : (template.name ?? path.slice(9));
        const cards = slots.map((slot) => this.slot(path, slot, fitting)).join('');
        const add = this.addForm(path, 'new', null, fitting, 'New Apps section with');
        return slots.length === 0 && fitting.length === 0 ? '' : `<h2>${escapeHtml(title)}</h2>${cards}${add}`;
      })
      .join('');
  }

  private addForm(
    path: string,
    section: string,
    holder: string | null,
    blocks: AppBlockPlace[],
    label: string,
  ): string {
    if (blocks.length === 0) return '<p class="info">No app has a block for this place.</p>';
    const options = blocks.map((place) => `<option value="${blockName(place)}">${this.name(place)}</option>`).join('');
    const body = `<label>${label}<select name="block">${options}</select></label><button class="quiet">Add</button>`;
    return this.form({ action: 'add', path, section, holder: holder ?? '' }, body, { more: 'class="add"' });
  }

  private slot(path: string, slot: AppSlot, fitting: AppBlockPlace[]): string {
    const kind = path.startsWith('templates/') ? 'template' : 'sections';
    const sectionId = `${kind}--${this.state.theme.number}__${slot.sectionKey}`;
    const rows = blocksIn(slot.entry).map(([key, entry]) => this.block(path, slot, sectionId, key, entry));
    return `<section data-section="${escapeHtml(sectionId)}"><h3>${escapeHtml(slot.label)}</h3>${rows.join('')}${this.addForm(path, slot.sectionKey, slot.holderKey, fitting, 'Add block')}</section>`;
  }

  private block(path: string, slot: AppSlot, sectionId: string, key: string, entry: BlockEntry): string {
    const place = findAppBlock(this.visit.host.extensions, entry.type);
    if (!place) return `<p class="own">${escapeHtml(entry.type)}</p>`;
    const fields = { path, section: slot.sectionKey, holder: slot.holderKey ?? '', key };
    const holder = slot.holderKey === null ? sectionId : `${sectionId}__${slot.holderKey}`;
    const id = escapeHtml(appBlockId(holder, key));
    const isOn = !entry.disabled;
    const error = place.block.error ? `<p class="error" role="alert">${escapeHtml(place.block.error)}</p>` : '';
    const move = (action: string, label: string, sign: string) =>
      this.form(
        { ...fields, action },
        `<button class="quiet" aria-label="${label} ${this.name(place)}">${sign}</button>`,
      );
    const settings = `<label class="switch"><input type="checkbox" name="enabled" value="true"${isOn ? ' checked' : ''}><span>Shown</span></label><div class="settings">${this.settings(place, entry.settings, `${holder}/${key}`)}</div><button data-primary>Save</button>`;
    return `<details data-block="${id}"><summary>${this.name(place)}${isOn ? '' : ' <small>hidden</small>'}</summary>${error}${this.form({ ...fields, action: 'save' }, settings)}<div class="moves">${move('up', 'Move up', '↑')}${move('down', 'Move down', '↓')}${move('remove', 'Remove', 'Remove')}</div></details>`;
  }

  private embeds(): string {
    const { world } = this.visit;
    const known = Object.values(readSettingsData(world, this.state.theme).current.blocks ?? {});
    const asked = this.link?.kind === 'embed' ? this.link.place.block : null;
    const cards = allBlocks(this.visit)
      .filter(({ block }) => block.target !== 'section')
      .map((place) => {
        const entry = known.find((one) => findAppBlock([place.extension], one.type)?.block === place.block);
        const isOn = (entry !== undefined && !entry.disabled) || asked === place.block;
        const error = place.block.error ? `<p class="error" role="alert">${escapeHtml(place.block.error)}</p>` : '';
        const body = `<div class="row"><div><h3>${this.name(place)}</h3><small>App embed (${place.block.target}) · ${escapeHtml(place.extension.name)}</small></div>
          <label class="switch"><input type="checkbox" name="enabled" value="true"${isOn ? ' checked' : ''}><span>On</span></label></div>${error}
          <details><summary>Settings</summary><div class="settings">${this.settings(place, entry?.settings, blockName(place))}</div></details><button data-primary>Save</button>`;
        return `<section>${this.form({ action: 'embed', block: blockName(place) }, body, { context: 'apps' })}</section>`;
      });
    return cards.join('') || '<p>No theme app extension was found.</p>';
  }

  private themeForm(): string {
    const { theme } = this.state;
    const values = themeSettings(theme, readSettingsData(this.visit.world, theme));
    const controls = theme
      .settingDefinitions()
      .map((one) => control('theme', one, one.id ? values[one.id] : null, (text) => text ?? '', this.choices))
      .join('');
    const reset = this.form({ action: 'reset' }, '<button class="quiet">Take back every change to this theme</button>');
    return `<section>${this.form({ action: 'theme' }, `<div class="settings">${controls}</div><button data-primary>Save</button>`)}</section><section>${reset}</section>`;
  }

  private errors(): string {
    const errors = this.visit.host.liquidErrors
      .slice(-20)
      .map((error) => `${error.at} ${error.page}\n  ${error.message}`)
      .join('\n');
    return errors ? `<h2>Latest Liquid errors</h2><pre>${escapeHtml(errors)}</pre>` : '';
  }
}

export function editorPage(visit: Visit): Reply {
  return html(new EditorView(visit).page());
}
