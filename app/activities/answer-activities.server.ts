/** Does what the screens of activities ask for. */
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { activitiesActionSchema, type ActivitiesAnswer } from './activities-action.ts';
import { createToken, revokeToken } from './api/tokens.server.ts';
import { switchFlow } from './flow/triggers.server.ts';
import { createPlace, endPlace, renewPlace } from './places.server.ts';
import { scanCard } from './staff.server.ts';
import { setHandled } from './surveys.server.ts';

export interface Asker {
  shop: ShopFacts;
  actor: string;
  now: Date;
  /** The name of a customer, as Shopify has it; null when it cannot be asked. */
  nameOf: (customerId: string) => Promise<string | null>;
}

export async function answerActivities(asker: Asker, input: unknown): Promise<ActivitiesAnswer> {
  const parsed = activitiesActionSchema.safeParse(input);
  if (!parsed.success) return { outcome: 'not_understood' };
  const { shop, actor, now } = asker;
  const action = parsed.data;
  switch (action.intent) {
    case 'handled':
      await setHandled(shop.id, action.key, action.handled, now);
      return { outcome: 'done' };
    case 'create_place': {
      const { name, kind, intervalMinutes, expiresOn } = action;
      await createPlace({ shopId: shop.id, name, kind, intervalMinutes, expiresOn, now });
      return { outcome: 'done' };
    }
    case 'end_place':
      await endPlace(shop.id, action.id, now);
      return { outcome: 'done' };
    case 'renew_place':
      await renewPlace(shop.id, action.id);
      return { outcome: 'done' };
    case 'scan': {
      const { card, stamps, requestId, again } = action;
      const result = await scanCard({ shop, card, stamps, requestId, again, now });
      if (!result.ok) return { outcome: 'scan_refused', refusal: result.refusal };
      const { customerId } = result.member;
      return {
        outcome: 'scanned',
        member: { ...result.member, name: customerId === null ? null : await asker.nameOf(customerId) },
      };
    }
    case 'create_token': {
      const { name, canReport, canRead, memberPerDay, perDay } = action;
      const scopes = [
        ...(canReport ? (['events:write'] as const) : []),
        ...(canRead ? (['members:read'] as const) : []),
      ];
      if (scopes.length === 0) return { outcome: 'not_understood' };
      return {
        outcome: 'token',
        token: await createToken({ shopId: shop.id, name, scopes, memberPerDay, perDay, actor, now }),
      };
    }
    case 'revoke_token':
      await revokeToken(shop.id, action.id, actor, now);
      return { outcome: 'done' };
    case 'flow':
      await switchFlow(shop.id, action.enabled, now);
      return { outcome: 'done' };
  }
}
