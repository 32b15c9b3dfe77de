/** Reads the events of the catalog and of customers' tags: only which product, and which tags. */
import { z } from 'zod';
import { cleanText } from '../../lib/clean-text.ts';
import { gidField, idField } from './fields.ts';

/** products/update and products/delete: which product is to be read anew. */
export function readProductPayload(payload: unknown): string {
  return z.object({ id: idField }).parse(payload).id;
}

/** customer.tags_added and customer.tags_removed. */
export function readTagsPayload(payload: unknown): { customerId: string; tags: string[] } {
  const { customerId, tags } = z.object({ customerId: gidField, tags: z.array(z.string()) }).parse(payload);
  return { customerId, tags: tags.map((tag) => cleanText(tag, 255)) };
}
