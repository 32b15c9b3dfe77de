/** The topics that tell of one changed thing of a customer: tags, consent to mail, consent to text messages. */
import { customerTagsPayload, emailConsentPayload, smsConsentPayload } from './payload-customer.ts';
import type { Customer } from './types.ts';
import type { World } from './world.ts';

export function tellOfChanges({ webhooks, shop }: World, before: Customer, after: Customer): void {
  const had = new Set(before.tags.map((tag) => tag.toLowerCase()));
  const has = new Set(after.tags.map((tag) => tag.toLowerCase()));
  const added = after.tags.filter((tag) => !had.has(tag.toLowerCase()));
  const removed = before.tags.filter((tag) => !has.has(tag.toLowerCase()));
  const tags = (changed: string[]) => customerTagsPayload(after.id, changed, after.updatedAt);
  if (added.length > 0) webhooks.emit('customer.tags_added', () => tags(added));
  if (removed.length > 0) webhooks.emit('customer.tags_removed', () => tags(removed));
  if (before.emailMarketing.state !== after.emailMarketing.state) {
    webhooks.emit('customers_email_marketing_consent/update', () => emailConsentPayload(after, shop.get()));
  }
  if (before.smsMarketing?.state !== after.smsMarketing?.state) {
    webhooks.emit('customers_marketing_consent/update', () => smsConsentPayload(after, shop.get()));
  }
}
