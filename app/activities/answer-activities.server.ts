/** Does what the screens of activities ask for. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import type { AdminActionKind } from '../admin-actions/kinds.ts';
import { inTransaction, type Sql } from '../db.server.ts';
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
      return kept(asker, 'answer_handled', action.key, {}, (sql) =>
        setHandled(shop.id, action.key, action.handled, now, sql),
      );
    case 'create_place': {
      const { name, kind, intervalMinutes, expiresOn } = action;
      return kept(asker, 'place_created', '', { name }, (sql) =>
        createPlace({ shopId: shop.id, name, kind, intervalMinutes, expiresOn, now }, sql),
      );
    }
    case 'end_place':
      return kept(asker, 'place_ended', action.id, {}, (sql) => endPlace(shop.id, action.id, now, sql));
    case 'renew_place':
      return kept(asker, 'place_renewed', action.id, {}, (sql) => renewPlace(shop.id, action.id, sql));
    case 'scan': {
      const { card, stamps, requestId, again } = action;
      const result = await scanCard({ shop, card, stamps, requestId, again, actor, now });
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
      return kept(
        asker,
        'flow_switched',
        '',
        { before: { enabled: !action.enabled }, after: { enabled: action.enabled } },
        (sql) => switchFlow(shop.id, action.enabled, now, sql),
      );
  }
}

/** Does it, and keeps who did it, in one transaction. */
async function kept(
  { shop, actor, now }: Asker,
  action: AdminActionKind,
  subject: string,
  detail: Record<string, unknown>,
  run: (sql: Sql) => Promise<unknown>,
): Promise<ActivitiesAnswer> {
  await inTransaction(async (sql) => {
    await run(sql);
    await recordAdminAction(sql, { shopId: shop.id, actor, action, subject, detail, at: now });
  });
  return { outcome: 'done' };
}
