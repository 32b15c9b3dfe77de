/** "Online Store > Themes": which theme is published, a look at another, and the way to the theme editor. */
import { THEMES, publishTheme, publishedTheme } from '#sandbox/world/themes.ts';
import type { ThemeRecord } from '#sandbox/world/themes.ts';
import { act } from '../forms.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { badge, head, notices } from '../page.ts';

export function themesPage(visit: AdminVisit): AdminReply {
  const current = publishedTheme(visit.world);
  const others = THEMES.filter((theme) => theme.id !== current.id);
  const body = html`${head('Themes', { sub: 'The theme that visitors see, and those that wait' })}${notices(visit)}
  ${card(visit, current, true)} ${others.map((theme) => card(visit, theme, false))}`;
  return { status: 200, page: { title: 'Themes', section: 'themes', body } };
}

function card(visit: AdminVisit, theme: ThemeRecord, isCurrent: boolean): Html {
  const { base, storeOrigin } = visit;
  const view = isCurrent ? storeOrigin : `${storeOrigin}/?preview_theme_id=${theme.id}`;
  return html`<section class="card">
    <div class="line">
      <div class="text" style="flex:1">
        <strong>${theme.name}</strong> ${isCurrent ? badge('active', 'Current theme') : null}
        <p class="muted">${theme.about} <span class="mono">#${theme.id}</span></p>
      </div>
    </div>
    <div class="inline">
      <a class="button" href="${base}/themes/${theme.id}/editor">Customize</a>
      <a class="button" href="${view}" target="_blank" rel="noopener">${isCurrent ? 'View store' : 'Preview'}</a>
      ${
        isCurrent
          ? null
          : html`<form method="post" action="${base}/themes/${theme.id}/publish">
              <button class="primary">Publish</button>
            </form>`
      }
    </div>
  </section>`;
}

export function postPublishTheme(visit: AdminVisit, themeId: number): AdminReply {
  return act(`${visit.base}/themes`, () => `${publishTheme(visit.world, themeId).name} is the shop's theme now.`);
}
