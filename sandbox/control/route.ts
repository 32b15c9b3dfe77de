/** How a control route looks, and how its input is checked. */
import { z } from 'zod';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { DeliveryPump } from '#sandbox/world/delivery-pump.ts';
import type { World } from '#sandbox/world/world.ts';

export interface ControlOptions {
  /** Bearer token that every request must carry. */
  token: string;
  pump: DeliveryPump;
  urls: () => { admin: string; store: string };
}

export interface ControlCall {
  world: World;
  options: ControlOptions;
  /** The parts of the path that the pattern names, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

export interface ControlRoute {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/orders/:order/refund`, below `/control`. */
  path: string;
  run: (call: ControlCall) => unknown;
}

/** Parses the body; a mistake is answered with 422 and the field. */
export function bodyOf<T extends z.ZodType>(call: ControlCall, schema: T): z.output<T> {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  throw new WorldRefusal(
    parsed.error.issues.map((issue) => ({ field: issue.path.map(String), code: 'INVALID', message: issue.message })),
  );
}

export const money = z.number().int().nonnegative();
export const count = z.number().int().positive();

/** `?limit=` and `?afterId=` of a list; newest first with `?reverse=1`. */
export function listOptions(query: URLSearchParams): { limit: number; afterId?: number; reverse: boolean } {
  const limit = Number(query.get('limit') ?? 250);
  const afterId = query.get('afterId');
  return {
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : 250,
    ...(afterId ? { afterId: Number(afterId) } : {}),
    reverse: query.get('reverse') === '1',
  };
}
