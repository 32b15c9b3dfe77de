/** Does what the members page asks for. */
import { askForBulk, stopBulk } from './bulk/bulk-store.server.ts';
import { membersActionSchema, type MembersAnswer } from './members-action.ts';
import { readMembersParams } from './members-params.ts';
import { findSearched, type MembersSearch } from './members-search.server.ts';
import { deleteView, saveView } from './saved-views.server.ts';

export interface AskedBy {
  shopId: number;
  actor: string;
  now: Date;
  /** Asks Shopify for the customers of a name or address; may throw. */
  searchCustomerIds(text: string): Promise<string[]>;
}

export async function answerMembers(asked: AskedBy, body: unknown): Promise<MembersAnswer> {
  const { shopId, actor, now } = asked;
  const parsed = membersActionSchema.safeParse(body);
  if (!parsed.success) return { ok: false, refusal: 'not_understood' };
  const action = parsed.data;
  switch (action.intent) {
    case 'save_view': {
      const result = await saveView(shopId, action, actor, now);
      return result.ok ? { ok: true, intent: action.intent } : result;
    }
    case 'delete_view':
      await deleteView(shopId, action.id, actor, now);
      return { ok: true, intent: action.intent };
    case 'bulk': {
      const { whom } = action.request;
      let search: MembersSearch = { only: null, isIncomplete: false };
      if (whom.kind === 'found') {
        const { search: text } = readMembersParams(new URLSearchParams(whom.view));
        search = await findSearched(text, asked.searchCustomerIds);
      }
      // Half of those who were meant is not what was asked for.
      if (search.isIncomplete) return { ok: false, refusal: 'search_incomplete' };
      await askForBulk(shopId, action.request, search.only, actor, now);
      return { ok: true, intent: action.intent };
    }
    case 'stop_bulk':
      return (await stopBulk(shopId, action.id, actor, now))
        ? { ok: true, intent: action.intent }
        : { ok: false, refusal: 'finished' };
  }
}
