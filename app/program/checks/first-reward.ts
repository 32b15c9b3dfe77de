/** How far a reward is for somebody who joins now and orders as people do. Pure; the engine itself counts. */
import { addDays } from '../../lib/calendar.ts';
import { compileProgram, pointsByRule } from '../compile.ts';
import type { Program } from '../document.ts';
import type { ProgramEvent } from '../events.ts';
import { pointsMeasure, timesMeasure } from '../limits.ts';
import { noBudgets, type MemberFacts } from '../member-state.ts';
import { Tallies } from '../tallies.ts';

/** Further than this is out of reach. */
const MOST_ORDERS = 200;
/** Days between two orders of the example. */
const ORDER_EVERY_DAYS = 30;

/**
 * After how many orders of this size a new member has so many points; 0 when joining gives them. Null when it takes more
 * than two hundred, or never happens.
 * @param orderMinor minor units of the program's currency. @param today by the shop's calendar.
 */
export function ordersUntil(program: Program, points: number, orderMinor: number, today: string): number | null {
  const { evaluate } = compileProgram(program);
  const tallies = new Tallies();
  const member: MemberFacts = { status: 'active', joinedOn: today, tallies };
  let earned = 0;
  let hasEarned = false;
  const happen = (event: ProgramEvent): number => {
    const { awards } = evaluate(event, member, noBudgets);
    for (const [ruleId, given] of pointsByRule(awards)) {
      tallies.add(timesMeasure(ruleId), event.at.date, 1).add(pointsMeasure(ruleId), event.at.date, given);
    }
    return awards.reduce((sum, award) => sum + award.points, 0);
  };
  earned += happen({ kind: 'signup', at: { date: today, minute: 720 } });
  if (earned >= points) return 0;
  for (let orders = 1; orders <= MOST_ORDERS; orders++) {
    const date = addDays(today, (orders - 1) * ORDER_EVERY_DAYS);
    const given = happen({
      kind: 'order',
      orderId: String(orders),
      currencyCode: program.currencyCode,
      at: { date, minute: 720 },
      lines: [{ lineId: '1', productId: null, quantity: 1, amountMinor: orderMinor, giftCard: false, tip: false }],
    });
    tallies.add('orders', date, 1).add('spend', date, orderMinor).add('items', date, 1);
    earned += given;
    hasEarned ||= given > 0;
    if (earned >= points) return orders;
    // Whatever does not earn within ten orders is not earned by ordering.
    if (orders === 10 && !hasEarned) return null;
  }
  return null;
}
