import type { z } from 'zod';

/** A request's body as its schema says; null for anything else. */
export function readJson<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.infer<Schema> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
