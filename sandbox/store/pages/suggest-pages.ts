/**
 * Predictive search: `/search/suggest.json`, and `/search/suggest?section_id=…` for a section that reads
 * `predictive_search`. Source: shopify.dev, "Predictive Search API reference".
 */
import { html, json } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { escapeHtml } from '../liquid/text.ts';
import { pageObject, shopPages } from '../objects/page.ts';
import { collectionObject, productObject } from '../objects/product.ts';
import { isOnStore, localPath } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';
import type { Product } from '#sandbox/world/types.ts';

const knownTypes = ['query', 'product', 'collection', 'page', 'article'] as const;
const defaultTypes = 'query,product,collection,page';
const maxResults = 10;

function find(visit: Visit) {
  const { query } = visit.view;
  const terms = (query.get('q') ?? '').trim().slice(0, 200);
  const words = terms.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = (query.get('resources[type]') ?? defaultTypes).split(',');
  const limit = Math.min(maxResults, Math.max(1, Number(query.get('resources[limit]')) || maxResults));
  const isEach = query.get('resources[limit_scope]') === 'each';
  const unavailable = query.get('resources[options][unavailable_products]') ?? 'last';
  let left = isEach ? Number.POSITIVE_INFINITY : limit;
  const take = <T>(type: (typeof knownTypes)[number], list: () => T[]): T[] => {
    if (!wanted.includes(type) || words.length === 0) return [];
    const taken = list().slice(0, Math.min(limit, left));
    left -= taken.length;
    return taken;
  };
  // Words of what was typed must begin a word of the title; other fields must contain them.
  const begins = (text: string) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`));
  const fits = (product: Product) =>
    begins(
      [
        product.title,
        product.productType,
        product.vendor,
        ...product.tags,
        ...product.variants.map((one) => one.title),
      ].join(' '),
    );
  const isSold = (product: Product) => product.variants.every((one) => one.inventoryQuantity === 0);
  const products = visit.world.catalog
    .products()
    .filter((product) => isOnStore(product) && fits(product))
    .filter((product) => unavailable !== 'hide' || !isSold(product))
    .sort((left, right) => (unavailable === 'last' ? Number(isSold(left)) - Number(isSold(right)) : 0));
  return {
    terms,
    queries: take('query', () => suggestions(terms, products)),
    products: take('product', () => products),
    collections: take('collection', () => visit.world.catalog.collections().filter((one) => begins(one.title))),
    pages: take('page', () => shopPages.filter((page) => begins(pageObject(visit.view, page).title))),
  };
}

/** Words of titles that begin with what was typed last. */
function suggestions(terms: string, products: Product[]): string[] {
  const last = terms.toLowerCase().split(/\s+/).at(-1) ?? '';
  const words = products.flatMap((product) => product.title.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return [...new Set(words)].filter((word) => word.startsWith(last) && word !== last).slice(0, 3);
}

const styled = (text: string, terms: string) =>
  text.startsWith(terms.toLowerCase())
    ? `<mark>${escapeHtml(terms)}</mark><span>${escapeHtml(text.slice(terms.length))}</span>`
    : `<span>${escapeHtml(text)}</span>`;

export function suggestJson(visit: Visit): Reply {
  const invalid = (description: string) => json({ status: 422, message: 'Invalid parameter error', description }, 422);
  const asked = (visit.view.query.get('resources[type]') ?? defaultTypes).split(',');
  if (!visit.view.query.get('q')) return invalid('The following parameters are missing: q');
  if (asked.some((type) => !knownTypes.some((known) => known === type))) return invalid('resources[type] is not valid');
  const found = find(visit);
  const at = (path: string, position: number) =>
    `${path}?_pos=${position + 1}&_psq=${encodeURIComponent(found.terms)}&_ss=e&_v=1.0`;
  const decimal = (cents: number) => (cents / 100).toFixed(2);
  return json({
    resources: {
      results: {
        queries: found.queries.map((text, position) => ({
          text,
          styled_text: styled(text, found.terms),
          url: at(localPath(visit.view, '/search'), position).replace('?', `?q=${encodeURIComponent(text)}&`),
        })),
        products: found.products.map((product, position) => {
          const object = productObject(visit.view, product);
          return {
            available: object.available,
            body: product.descriptionHtml,
            compare_at_price_max: decimal(object.compare_at_price_max ?? 0),
            compare_at_price_min: decimal(object.compare_at_price_min ?? 0),
            handle: product.handle,
            id: product.id,
            image: object.featured_image?.src ?? null,
            price: decimal(object.price_min),
            price_max: decimal(object.price_max),
            price_min: decimal(object.price_min),
            tags: product.tags,
            title: product.title,
            type: product.productType,
            url: at(object.url, position),
            variants: [],
            vendor: product.vendor,
            featured_image: object.featured_image
              ? {
                  alt: object.featured_image.alt,
                  url: object.featured_image.src,
                  width: 1000,
                  height: 1000,
                  aspect_ratio: 1,
                }
              : { alt: null, url: null, width: null, height: null, aspect_ratio: null },
          };
        }),
        collections: found.collections.map((collection, position) => {
          const { id, handle, title, description, url } = collectionObject(visit.view, collection);
          return { body: description, handle, id, published_at: collection.createdAt, title, url: at(url, position) };
        }),
        pages: found.pages.map((page, position) => {
          const { author, content, handle, id, published_at, title, url } = pageObject(visit.view, page);
          return { author, body: content, handle, id, published_at, title, url: at(url, position) };
        }),
        articles: [],
      },
    },
  });
}

/** One section with `predictive_search` in it; without `section_id` there is nothing to answer. */
export function suggestSection(visit: Visit): Reply {
  if (visit.view.query.get('section_id') === null) return html('', 404);
  const { terms, queries, products, collections, pages } = find(visit);
  const { view } = visit;
  const resources = {
    queries: queries.map((text) => ({
      text,
      styled_text: styled(text, terms),
      url: localPath(view, `/search?q=${encodeURIComponent(text)}`),
    })),
    products: products.map((product) => productObject(view, product)),
    collections: collections.map((collection) => collectionObject(view, collection)),
    pages: pages.map((page) => pageObject(view, page)),
    articles: [],
  };
  return visit.page('search', 'search', {
    predictive_search: { performed: true, terms, resources, types: knownTypes },
  });
}
