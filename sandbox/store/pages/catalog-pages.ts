import { json, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { collectionObject, productObject } from '../objects/product.ts';
import { isOnStore, localPath } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';
import type { Collection } from '#sandbox/world/types.ts';

export function notFound(visit: Visit): Reply {
  return visit.page('404', '404', { page_title: '404' }, 404);
}

export function homePage(visit: Visit): Reply {
  return visit.page('index', 'index');
}

export function collectionsPage(visit: Visit): Reply {
  return visit.page('list-collections', 'list-collections', { page_title: visit.word('collections.title') });
}

/** `/collections/all` is every product, whether or not the merchant made such a collection. */
function everything(visit: Visit): Collection {
  const products = visit.world.catalog.products().filter(isOnStore);
  const now = visit.world.clock.nowInstant();
  return {
    id: 0,
    handle: 'all',
    title: visit.word('collections.all'),
    descriptionHtml: '',
    image: null,
    productIds: products.map((product) => product.id),
    createdAt: now,
    updatedAt: now,
  };
}

export function collectionPage(visit: Visit, handle: string): Reply {
  const collection = visit.world.catalog.collectionByHandle(handle) ?? (handle === 'all' ? everything(visit) : null);
  if (!collection) return notFound(visit);
  const object = collectionObject(visit.view, collection);
  return visit.page('collection', 'collection', { collection: object, page_title: collection.title, handle });
}

/** `/products/x`, and `/products/x.js` and `.json` for scripts. */
export function productPage(visit: Visit, name: string): Reply {
  const match = /^(.*?)(?:\.(js|json))?$/.exec(name);
  const product = visit.world.catalog.productByHandle(match?.[1] ?? name);
  if (!product || !isOnStore(product)) {
    return match?.[2] ? json({ status: 404, message: 'Not Found', description: 'Not Found' }, 404) : notFound(visit);
  }
  const object = productObject(visit.view, product);
  if (match?.[2] === 'js') return json(object, 200, 'text/javascript');
  if (match?.[2] === 'json') return json({ product: object });
  return visit.page('product', 'product', {
    product: object,
    page_title: product.title,
    page_description: product.descriptionHtml.replace(/<[^>]*>/g, '').slice(0, 320),
    handle: product.handle,
  });
}

export function searchPage(visit: Visit): Reply {
  const terms = (visit.view.query.get('q') ?? '').trim().slice(0, 200);
  const words = terms.toLowerCase().split(/\s+/).filter(Boolean);
  const results = visit.world.catalog
    .products()
    .filter(isOnStore)
    .filter((product) => {
      const text = [product.title, product.productType, product.vendor, ...product.tags].join(' ').toLowerCase();
      return words.length > 0 && words.every((word) => text.includes(word));
    })
    .map((product) => Object.assign(productObject(visit.view, product), { object_type: 'product' }));
  const search = { performed: words.length > 0, terms, results, results_count: results.length, types: ['product'] };
  return visit.page('search', 'search', { search, page_title: visit.word('search.title') });
}

/** `/discount/CODE?redirect=/cart`: the session has these codes from now on, whether or not they will apply. */
export function applyDiscountLink(visit: Visit, codes: string[], target: string): Reply {
  const cart = visit.cart();
  cart.codes = codes;
  visit.keepCart(cart);
  return redirect(localPath(visit.view, target));
}
