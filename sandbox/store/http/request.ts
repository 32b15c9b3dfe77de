import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 1_000_000;

/** A request whose body was read. */
export interface StoreRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: Buffer;
  cookies: Map<string, string>;
  remoteAddress: string;
}

export class RequestRefusal extends Error {
  readonly httpStatus: number;
  constructor(httpStatus: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
  }
}

/** Reads the whole request. Throws RequestRefusal (413, 400). */
export async function readRequest(request: IncomingMessage): Promise<StoreRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk as Uint8Array);
    bytes += piece.length;
    if (bytes > maxBodyBytes) throw new RequestRefusal(413, 'The body is too large.');
    chunks.push(piece);
  }
  const cookies = new Map<string, string>();
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name) cookies.set(name, value.join('='));
  }
  const host = request.headers.host ?? 'localhost';
  let url: URL;
  try {
    url = new URL(request.url ?? '/', `http://${host}`);
  } catch {
    throw new RequestRefusal(400, 'The address cannot be read.');
  }
  return {
    method: request.method ?? 'GET',
    url,
    headers: request.headers,
    body: Buffer.concat(chunks),
    cookies,
    remoteAddress: request.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** A form or JSON body as one tree: `items[0][id]=1` and `{"items":[{"id":1}]}` read the same. */
export type Fields = { [name: string]: string | Fields };

function put(fields: Fields, path: string[], value: string): void {
  const [name, ...rest] = path;
  // A name such as `__proto__` must never reach an object that others share.
  if (name === undefined || name === '__proto__' || name === 'constructor') return;
  if (rest.length === 0) {
    fields[name] = value;
    return;
  }
  const next = fields[name];
  const child: Fields = typeof next === 'object' ? next : {};
  fields[name] = child;
  put(child, rest, value);
}

function fromJson(value: unknown): string | Fields {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const fields: Fields = {};
  for (const [name, item] of Object.entries(value)) {
    if (name !== '__proto__' && name !== 'constructor') fields[name] = fromJson(item);
  }
  return fields;
}

/** Reads a form (urlencoded or multipart) or JSON body. Throws RequestRefusal (400) when it cannot be read. */
export async function readFields(request: StoreRequest): Promise<Fields> {
  const type = request.headers['content-type'] ?? '';
  if (request.body.length === 0) return {};
  try {
    if (type.includes('application/json')) {
      const parsed = fromJson(JSON.parse(request.body.toString('utf8')));
      return typeof parsed === 'object' ? parsed : {};
    }
    const fields: Fields = {};
    const entries = type.includes('multipart/form-data')
      ? (await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData()).entries()
      : new URLSearchParams(request.body.toString('utf8')).entries();
    let index = 0;
    for (const [name, value] of entries) {
      if (typeof value !== 'string') continue;
      const path = name.split(/[[\]]+/).filter((part, position) => position === 0 || part !== '');
      // `updates[]=1&updates[]=2` counts up.
      if (name.endsWith('[]')) path.push(String(index++));
      put(fields, path, value);
    }
    return fields;
  } catch {
    throw new RequestRefusal(400, 'The body cannot be read.');
  }
}

/** A field that must be plain text; an empty string when it is missing or a tree. */
export function textOf(value: string | Fields | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A field that must be a tree of texts, e.g. `properties`. */
export function textsOf(value: string | Fields | undefined): Record<string, string> {
  if (typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textOf(item)]));
}

/** Percent-decoding that leaves alone what is no proper encoding. */
export function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
