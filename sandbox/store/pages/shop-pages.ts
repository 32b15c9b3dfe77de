import type { Reply } from '../http/reply.ts';
import { findPage, pageObject } from '../objects/page.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './catalog-pages.ts';

/** `/pages/x`: the template that the merchant chose for it, or `?view=`, else `page`. */
export function shopPage(visit: Visit, handle: string): Reply {
  const page = findPage(handle);
  if (!page) return notFound(visit);
  const object = pageObject(visit.view, page);
  const wanted = visit.view.query.get('view') ?? page.templateSuffix;
  const template = wanted && visit.theme.templateNames().includes(`page.${wanted}`) ? `page.${wanted}` : 'page';
  return visit.page('page', template, { page: object, page_title: object.title, handle });
}
