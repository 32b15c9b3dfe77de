/** What a fault makes of one delivery. Pure but for the ids. */
import type { ActiveDeliveryFault, Delivery } from './machine-types.ts';

/** The deliveries to store in place of the given one: always at least one, so that the log shows what happened. */
export function planDelivery(delivery: Delivery, active: ActiveDeliveryFault, nextId: () => number): Delivery[] {
  const { fault } = active;
  switch (fault.kind) {
    case 'drop':
      return [{ ...delivery, status: 'dropped', fault: 'drop' }];
    case 'delay':
      return [{ ...delivery, dueAtMs: delivery.dueAtMs + fault.delayMs, fault: `delay ${fault.delayMs} ms` }];
    case 'duplicate': {
      const copies = Array.from({ length: fault.copies }, (_, index) => ({
        ...delivery,
        id: nextId(),
        dueAtMs: delivery.dueAtMs + (fault.spacingMs ?? 0) * (index + 1),
        copyOfId: delivery.id,
        fault: `duplicate ${index + 1} of ${fault.copies}`,
      }));
      return [delivery, ...copies];
    }
    case 'reorder':
      return [{ ...delivery, status: 'held', fault: `reorder ${active.id}` }];
  }
}

/** The same disorder for the same seed (a linear congruential generator and Fisher-Yates). */
export function shuffled<T>(items: T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0 || 1;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    const [one, two] = [result[last], result[other]];
    if (one === undefined || two === undefined) continue;
    result[last] = two;
    result[other] = one;
  }
  return result;
}
