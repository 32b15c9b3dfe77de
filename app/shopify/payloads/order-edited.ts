/** Reads orders/edited: it names lines and changes of quantity without prices, so the order itself has to be read anew. */
import { z } from 'zod';
import { idField } from './fields.ts';

export function readOrderEditedPayload(payload: unknown): string {
  return z.object({ order_edit: z.object({ order_id: idField }) }).parse(payload).order_edit.order_id;
}
