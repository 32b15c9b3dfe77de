/** The pictures of one run and what was found in them: files, and a page that shows them side by side. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Language } from './checks.ts';

export interface Shot {
  screen: string;
  /** `rich`, `member in the dark`: what tells pictures of one screen apart. */
  variant: string;
  language: Language;
  widthPx: number;
}

export interface Album {
  /** Where the picture goes; it is in the index from now on. */
  add(shot: Shot): string;
  find(found: Finding[]): void;
  findings: Finding[];
  shots: Shot[];
  /** Writes index.html and findings.json. @returns the path of the page. */
  finish(): string;
}

const fileOf = ({ screen, variant, language, widthPx }: Shot) =>
  `${screen}.${variant.replaceAll(' ', '-')}.${language}.${widthPx}.png`;
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('>', '&gt;');

export function openAlbum(folder: string, keep: boolean): Album {
  if (!keep) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shots: Shot[] = [];
  const findings: Finding[] = [];
  return {
    shots,
    findings,
    add(shot) {
      shots.push(shot);
      return join(folder, fileOf(shot));
    },
    find: (found) => void findings.push(...found),
    finish() {
      const groups = new Map<string, Shot[]>();
      for (const shot of shots) {
        const title = `${shot.screen} · ${shot.variant}`;
        groups.set(title, [...(groups.get(title) ?? []), shot]);
      }
      const sections = [...groups].map(([title, group]) => {
        const figures = group.map(
          (shot) =>
            `<figure><a href="${fileOf(shot)}"><img loading="lazy" src="${fileOf(shot)}" alt="" class="w${shot.widthPx}"></a><figcaption>${shot.language} ${shot.widthPx}</figcaption></figure>`,
        );
        const own = findings.filter(({ screen }) => screen === group[0]?.screen);
        const list = own.map(
          ({ kind, language, widthPx, what }) =>
            `<li><b>${kind}</b> ${language} ${widthPx}: ${escape(what.slice(0, 300))}</li>`,
        );
        return `<section><h2>${escape(title)}</h2><ul>${list.join('')}</ul><div>${figures.join('')}</div></section>`;
      });
      const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>
body{font:14px/1.4 system-ui;margin:24px;background:#eee}div{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}
figure{margin:0}img{border:1px solid #bbb;background:#fff;display:block}.w1280{width:420px}.w390{width:160px}li{color:#a00}
</style><h1>${shots.length} pictures, ${findings.length} findings</h1>${sections.join('\n')}</html>`;
      const index = join(folder, 'index.html');
      writeFileSync(index, html);
      writeFileSync(join(folder, 'findings.json'), JSON.stringify(findings, null, 2));
      return index;
    },
  };
}
