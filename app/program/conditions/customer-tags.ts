import { z } from 'zod';
import type { MemberFacts } from '../member-state.ts';

/** The customer carries one of these tags at Shopify (or, excluded, none of them). Case does not matter, as at Shopify. */
export const customerTagsSchema = z.object({
  kind: z.literal('customer_tags'),
  tags: z.array(z.string().trim().min(1).max(255)).min(1, 'tags_missing').max(50),
  exclude: z.boolean().default(false),
});

export function holdsCustomerTags({ tags, exclude }: z.infer<typeof customerTagsSchema>, member: MemberFacts): boolean {
  const has = new Set((member.tags ?? []).map((tag) => tag.toLowerCase()));
  return tags.some((tag) => has.has(tag.toLowerCase())) !== exclude;
}
