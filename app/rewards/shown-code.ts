/** What a holder, or the shop's people, see of a redemption's code. Pure. */
import { isDiscount } from '../program/rewards/reward.ts';
import { giftCardCode } from './code.ts';
import type { Redemption } from './redemption-store.server.ts';

type Known = Pick<Redemption, 'reward' | 'state' | 'code' | 'delivery'>;

/** The code as it is typed at checkout or told at the counter; null where there is none, or none yet. */
export function shownCode({ reward, state, code, delivery }: Known): string | null {
  if (isDiscount(reward) || reward.kind === 'service') return state === 'ready' || state === 'used' ? code : null;
  if (reward.kind !== 'gift_card' || state !== 'used') return null;
  return delivery.lastCharacters ? `•••• ${delivery.lastCharacters}` : giftCardCode(code);
}
