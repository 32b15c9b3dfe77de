import { base, money, perAmount, percentageOff, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Exclusive discounts and campaigns with a clock. */
export const p18Campaigns: Template = {
  id: 'p18',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'heart',
      stacking: 'add',
      rules: [perAmount(context)],
      campaigns: [
        {
          id: 'weekend',
          enabled: true,
          name: words(
            'Weekend: double points',
            'Weekend: dobbelt op',
            'Helg: dubbelt upp',
            'Hétvége: dupla pont',
            'Wochenende: doppelte Punkte',
          ),
          when: [{ kind: 'hours', weekdays: [6, 7], fromMinute: 0, toMinute: 0 }],
          effect: { kind: 'multiply', factorBp: 20_000 },
          limits: { budgetPoints: worth(context, 100_000) },
        },
        {
          id: 'big_basket',
          enabled: true,
          name: words('Big basket', 'Stor kurv', 'Stor varukorg', 'Nagy kosár', 'Großer Warenkorb'),
          when: [{ kind: 'order_total', minMinor: money(context, 100) }],
          effect: { kind: 'add', points: worth(context, 10) },
        },
      ],
      rewards: [
        percentageOff(worth(context, 40), 20, {
          more: { kind: 'percentage_off', codeValidDays: 3, whenUnused: 'forfeited' },
          title: words(
            '20% for three days',
            '20 % i tre dage',
            '20 % i tre dagar',
            '20% három napig',
            '20 % für drei Tage',
          ),
        }),
      ],
    }),
};
