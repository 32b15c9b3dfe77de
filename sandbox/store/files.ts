import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { file } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import { safeDecode } from './http/request.ts';
import type { StoreHost } from './visit.ts';

const images = new Map<string, Buffer>();

function image(folder: string, name: string): Buffer | null {
  const path = join(folder, basename(name));
  const known = images.get(path);
  if (known) return known;
  if (!existsSync(path)) return null;
  const content = readFileSync(path);
  images.set(path, content);
  return content;
}

/** Files of the theme, of extensions and of products, at addresses like those of Shopify's CDN. Null for anything else. */
export function fileReply(store: StoreHost, url: URL): Reply | null {
  const { pathname } = url;
  if (!pathname.startsWith('/cdn/')) return null;
  const missing: Reply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  const name = safeDecode(pathname.slice(pathname.lastIndexOf('/') + 1));
  if (pathname.startsWith('/cdn/shop/files/')) {
    const content = image(store.options.imagesDir, name);
    return content ? file(content, name, 'forever') : missing;
  }
  const number = /^\/cdn\/shop\/t\/(\d+)\/assets\//.exec(pathname)?.[1];
  if (number) {
    const asset = store.themes.find((theme) => String(theme.number) === number)?.files.asset(name);
    return asset ? file(asset.content, name, url.searchParams.has('v') ? 'forever' : 'check') : missing;
  }
  const match = /^\/cdn\/extensions\/([\w-]+)-([0-9a-f]+)\/assets\/[^/]+$/.exec(pathname);
  const extension = match ? store.extensions.find((candidate) => candidate.id === match[1]) : undefined;
  const asset = extension?.files.asset(name);
  if (!extension || !asset) return missing;
  return file(asset.content, name, match?.[2] === extension.assetVersion() ? 'forever' : 'check');
}
