import type { Liquid } from 'liquidjs';
import { readNumber } from './number.ts';
import { scopeOf } from './scope.ts';
import { escapeHtml, handleize, htmlAttributes, namedArguments, printValue } from './text.ts';

/** The address and size behind anything that has a picture: an image, a product, a variant, a line, or a plain address. */
function imageOf(input: unknown): { src: string; width: number; height: number; alt: string } | undefined {
  if (typeof input === 'string' && input !== '') return { src: input, width: 0, height: 0, alt: '' };
  if (typeof input !== 'object' || input === null) return undefined;
  const record = input as Record<string, unknown>;
  if (typeof record['src'] === 'string') {
    return {
      src: record['src'],
      width: Number(record['width'] ?? 0),
      height: Number(record['height'] ?? 0),
      alt: printValue(record['alt']),
    };
  }
  return imageOf(record['featured_image'] ?? record['image'] ?? undefined);
}

function withParameter(address: string, name: string, value: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}

function imageUrl(input: unknown, named: Record<string, unknown>): string {
  const image = imageOf(input);
  if (!image) return '';
  let address = image.src;
  for (const name of ['width', 'height', 'crop'] as const) {
    const value = named[name];
    if (value !== undefined && value !== null) address = withParameter(address, name, printValue(value));
  }
  return address;
}

function registerImageFilters(liquid: Liquid): void {
  liquid.registerFilter('image_url', (input: unknown, ...args: unknown[]) => {
    const named = namedArguments(args);
    if (input === null || input === undefined || input === '') throw new Error('invalid url input');
    if (named['width'] === undefined && named['height'] === undefined) {
      throw new Error('image_url requires width or height');
    }
    return imageUrl(input, named);
  });
  for (const name of ['img_url', 'product_img_url', 'collection_img_url']) {
    liquid.registerFilter(name, (input: unknown, size: unknown) => {
      const [width, height] = printValue(size).split('x');
      return imageUrl(input, { ...(width ? { width } : {}), ...(height ? { height } : {}) });
    });
  }
  liquid.registerFilter('image_tag', (input: unknown, ...args: unknown[]) => {
    const address = printValue(input);
    if (!address) return '';
    const { widths, preload, alt, ...attributes } = namedArguments(args);
    void widths; // The pictures are SVG: one file is sharp at every width, so there is no srcset to write.
    void preload;
    const query = new URLSearchParams(address.split('?')[1] ?? '');
    const size: Record<string, unknown> = {};
    if (query.get('width')) size['width'] = query.get('width');
    if (query.get('height')) size['height'] = query.get('height');
    const altText = alt === undefined ? '' : printValue(alt);
    return `<img src="${escapeHtml(address)}" alt="${escapeHtml(altText)}"${htmlAttributes({ ...size, ...attributes })}>`;
  });
}

/** Addresses of files, pages and pictures. */
export function registerUrlFilters(liquid: Liquid): void {
  liquid.registerFilter('asset_url', function (file: unknown) {
    return scopeOf(this.context).host.assetUrl(printValue(file));
  });
  liquid.registerFilter('inline_asset_content', function (file: unknown) {
    const text = scopeOf(this.context).host.assetText(printValue(file));
    if (text === null) throw new Error(`Could not find asset assets/${printValue(file)}`);
    return text;
  });
  liquid.registerFilter('file_url', (file: unknown) => `/cdn/shop/files/${encodeURIComponent(printValue(file))}`);
  liquid.registerFilter('stylesheet_tag', (address: unknown, ...args: unknown[]) => {
    const { preload, ...attributes } = namedArguments(args);
    void preload;
    return `<link href="${escapeHtml(printValue(address))}" rel="stylesheet" type="text/css" media="all"${htmlAttributes(attributes)}>`;
  });
  liquid.registerFilter(
    'script_tag',
    (address: unknown) => `<script src="${escapeHtml(printValue(address))}" type="text/javascript"></script>`,
  );
  liquid.registerFilter('preload_tag', (address: unknown, ...args: unknown[]) => {
    return `<link href="${escapeHtml(printValue(address))}" rel="preload"${htmlAttributes(namedArguments(args))}>`;
  });
  liquid.registerFilter('link_to', (text: unknown, address: unknown, title: unknown, ...args: unknown[]) => {
    const titleAttribute = typeof title === 'string' && title !== '' ? ` title="${escapeHtml(title)}"` : '';
    const attributes = htmlAttributes(namedArguments([title, ...args]));
    return `<a href="${escapeHtml(printValue(address))}"${titleAttribute}${attributes}>${printValue(text)}</a>`;
  });
  liquid.registerFilter('customer_login_link', function (text: unknown) {
    return `<a href="${scopeOf(this.context).rootUrl.replace(/\/$/, '')}/account/login" id="customer_login_link">${printValue(text)}</a>`;
  });
  liquid.registerFilter('customer_logout_link', function (text: unknown) {
    return `<a href="${scopeOf(this.context).rootUrl.replace(/\/$/, '')}/account/logout" id="customer_logout_link">${printValue(text)}</a>`;
  });
  liquid.registerFilter('within', (address: unknown, collection: unknown) => {
    const handle =
      collection && typeof collection === 'object' ? (collection as Record<string, unknown>)['handle'] : '';
    return handle
      ? printValue(address).replace(/\/products\//, `/collections/${printValue(handle)}/products/`)
      : address;
  });
  for (const name of ['handle', 'handleize']) {
    liquid.registerFilter(name, (text: unknown) => handleize(printValue(text)));
  }
  liquid.registerFilter(
    'url_for_type',
    (type: unknown) => `/collections/types?q=${encodeURIComponent(printValue(type))}`,
  );
  liquid.registerFilter(
    'url_for_vendor',
    (vendor: unknown) => `/collections/vendors?q=${encodeURIComponent(printValue(vendor))}`,
  );
  registerImageFilters(liquid);
}

interface PaginateObject {
  pages: number;
  current_page: number;
  previous?: { url: string } | null;
  next?: { url: string } | null;
}

/** `default_pagination`: previous, numbers, next. */
export function registerPaginationFilter(liquid: Liquid): void {
  liquid.registerFilter('default_pagination', (input: unknown, ...args: unknown[]) => {
    const paginate = input as PaginateObject & { parts?: { title: string; url: string; is_link: boolean }[] };
    if (!paginate || readNumber(paginate.pages).value < 2) return '';
    const named = namedArguments(args);
    const before = paginate.previous
      ? `<span class="prev"><a href="${escapeHtml(paginate.previous.url)}">${printValue(named['previous'] ?? '«')}</a></span>`
      : '';
    const after = paginate.next
      ? `<span class="next"><a href="${escapeHtml(paginate.next.url)}">${printValue(named['next'] ?? '»')}</a></span>`
      : '';
    const parts = (paginate.parts ?? []).map((part) =>
      part.is_link
        ? `<span class="page"><a href="${escapeHtml(part.url)}">${part.title}</a></span>`
        : `<span class="page current" aria-current="page">${part.title}</span>`,
    );
    return [before, ...parts, after].join(' ');
  });
}
