import { z } from 'zod';
import type { ProgramEvent } from '../events.ts';

/** The order was sold through one of these channels, in Shopify's words: "web", "pos", an app's id. No order: never. */
export const channelSchema = z.object({
  kind: z.literal('channel'),
  channels: z.array(z.string().trim().min(1).max(100)).min(1, 'channels_missing').max(20),
  exclude: z.boolean().default(false),
});

export function holdsChannel({ channels, exclude }: z.infer<typeof channelSchema>, event: ProgramEvent): boolean {
  return event.kind === 'order' && channels.includes(event.channel ?? 'web') !== exclude;
}
