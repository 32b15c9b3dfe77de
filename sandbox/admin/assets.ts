/** The admin's static files: its style and script, the App Bridge stand-in, product pictures. */
import { existsSync, readFileSync } from 'node:fs';

export interface Asset {
  contentType: string;
  body: Buffer | string;
}

/** The App Bridge parts in their order; joined so that the app loads one classic script, as from Shopify. */
const BRIDGE_PARTS = ['bridge', 'navigation', 'elements', 'modal', 'api', 'main'];

/** The style sheet's parts: the shell around every page, the pieces that pages are made of, and what single pages need. */
const STYLE_PARTS = ['shell', 'parts', 'pages'];

function read(path: string): string {
  return readFileSync(new URL(`./assets/${path}`, import.meta.url), 'utf8');
}

/** Modules for the editor and the linter, one function for the browser. */
function classicScript(module: string): string {
  return module.replace(/^import .*;$/gm, '').replace(/^export /gm, '');
}

export function assetFor(pathname: string): Asset | null {
  if (pathname === '/app-bridge.js') {
    const parts = BRIDGE_PARTS.map((name) => classicScript(read(`app-bridge/${name}.js`)));
    return {
      contentType: 'text/javascript; charset=utf-8',
      body: `(function () {\n'use strict';\n${parts.join('\n')}\n})();\n`,
    };
  }
  if (pathname === '/assets/admin.css') {
    return {
      contentType: 'text/css; charset=utf-8',
      body: STYLE_PARTS.map((name) => read(`styles/${name}.css`)).join('\n'),
    };
  }
  if (pathname === '/assets/shell.js') return { contentType: 'text/javascript; charset=utf-8', body: read('shell.js') };
  const picture = /^\/cdn\/images\/([A-Za-z0-9._-]+\.svg)$/.exec(pathname)?.[1];
  if (picture) {
    const file = new URL(`../seed/images/${picture}`, import.meta.url);
    if (existsSync(file)) return { contentType: 'image/svg+xml', body: readFileSync(file) };
  }
  return null;
}
