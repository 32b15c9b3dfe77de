/** Everything that is looked at before a program is published. Pure; nothing here keeps anybody from publishing. */
import type { Program } from '../document.ts';
import { isForSale } from '../rewards/availability.ts';
import { findCombinations } from './combinations.ts';
import type { Finding } from './finding.ts';
import { ordersUntil } from './first-reward.ts';
import { findOverlaps } from './overlaps.ts';
import { findBrokenPromises } from './promises.ts';
import { findUnreachable, type CheckFacts } from './unreachable.ts';

/** A first reward that is further away than this is one that most give up on. */
const FAR_ORDERS = 4;

export interface ProgramChecks {
  works: Finding[];
  overlaps: Finding[];
  promises: Finding[];
  combinations: Finding[];
}

/** @param before the published program; null before the first. */
export function checkProgram(program: Program, before: Program | null, facts: CheckFacts): ProgramChecks {
  return {
    works: [...findUnreachable(program, facts), ...findFirstReward(program, facts)],
    overlaps: findOverlaps(program),
    promises: before ? findBrokenPromises(before, program, facts) : [],
    combinations: findCombinations(program, before),
  };
}

/** The reward that a new member reaches first, by ordering. */
export function findFirstReward(program: Program, { orderMinor, today }: CheckFacts): Finding[] {
  const reached = program.rewards
    .filter((reward) => isForSale(reward) && reward.tierIds.length === 0 && reward.segmentId === null)
    .filter(({ stock, availableUntil }) => stock !== 0 && (availableUntil === null || availableUntil >= today))
    .flatMap(({ id, costPoints }) => {
      const orders = ordersUntil(program, costPoints, orderMinor, today);
      return orders === null ? [] : [{ id, orders }];
    })
    .sort((a, b) => a.orders - b.orders);
  const [first] = reached;
  if (!first) return [];
  return [
    {
      code: first.orders > FAR_ORDERS ? 'first_reward_far' : 'first_reward',
      weight: first.orders > FAR_ORDERS ? 'warning' : 'note',
      about: [{ part: 'rewards', id: first.id }],
      count: first.orders,
      amountMinor: orderMinor,
    },
  ];
}
