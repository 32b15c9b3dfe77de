import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';
import type { StoreRequest } from './request.ts';

export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer | string;
}

export function html(body: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

export function json(value: unknown, status = 200, type = 'application/json'): Reply {
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** 303 after a form, so that going back does not post again; 302 otherwise. */
export function redirect(location: string, status: 301 | 302 | 303 = 302): Reply {
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

/** A file whose address names its content: it may be kept for ever. */
export function file(content: Buffer, name: string, cache: 'forever' | 'check'): Reply {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return {
    status: 200,
    headers: {
      'content-type': contentTypes[extension] ?? 'application/octet-stream',
      'cache-control': cache === 'forever' ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
      'access-control-allow-origin': '*',
    },
    body: content,
  };
}

const contentTypes: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'application/javascript; charset=utf-8',
  mjs: 'application/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
};

// Files are compressed once, pages each time; both are small.
const compressed = new WeakMap<Buffer, Buffer>();

function compress(body: Buffer, quality: number): Buffer {
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

/** Sends a reply, compressed where the browser can take it. */
export function send(request: StoreRequest, response: ServerResponse, reply: Reply): void {
  const isFile = Buffer.isBuffer(reply.body);
  let body: Buffer = isFile ? (reply.body as Buffer) : Buffer.from(reply.body);
  const headers: Record<string, string | string[]> = { ...reply.headers };
  const type = String(headers['content-type'] ?? '');
  const isText = /text|json|javascript|svg/.test(type);
  if (isText && body.length > 600 && /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    if (isFile) {
      const known = compressed.get(body) ?? compress(body, 11);
      compressed.set(body, known);
      body = known;
    } else body = compress(body, 4);
    headers['content-encoding'] = 'br';
    headers['vary'] = 'accept-encoding';
  }
  headers['content-length'] = String(body.length);
  response.writeHead(reply.status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
