/** One of the processes of the row `race`: sends all wishes that it is given, 64 at once, in an order of its own. */
import { redeem } from '../app/rewards/redeem.server.ts';
import { shopFactsByDomain } from '../app/shops/shop-store.server.ts';
import type { RaceWish } from './rows/redeem.ts';

process.on('message', (message: { wishes: RaceWish[] }) => void send(message.wishes));
process.on('SIGTERM', () => process.exit(0));
process.send?.({});

async function send(wishes: readonly RaceWish[]): Promise<void> {
  const waiting = [...wishes].sort((a, b) => shuffleKey(a) - shuffleKey(b));
  let done = 0;
  const worker = async () => {
    for (let wish = waiting.pop(); wish; wish = waiting.pop()) {
      const { member, requestId } = wish;
      await redeem({
        shop: await shopFactsByDomain(member.shopDomain),
        member: {
          shopId: member.shopId,
          id: member.memberId,
          customerId: member.customerId,
          status: 'active',
          joinedAt: new Date(),
        },
        rewardId: 'rw_amount',
        requestId,
        now: new Date(),
      });
      done++;
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  process.send?.({ done });
}

/** Differs from process to process, so that they meet each wish at different moments. */
function shuffleKey(wish: RaceWish): number {
  return (Number.parseInt(wish.requestId.slice(0, 8), 16) ^ (process.pid * 2_654_435_761)) >>> 0;
}
