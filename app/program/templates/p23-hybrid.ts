import { amountOff, base, freeShipping, money, perAmount, percentageOff, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points, levels and referral together, still easy to understand. */
export const p23Hybrid: Template = {
  id: 'p23',
  kind: 'tiers',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context), welcome(worth(context, 10))],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        freeShipping(worth(context, 30)),
        percentageOff(0, 10, {
          id: 'rw_friend',
          title: words(
            '10% for a friend',
            '10 % til en ven',
            '10 % till en vän',
            '10% egy barátnak',
            '10 % für einen Freund',
          ),
        }),
      ],
      tiers: {
        measure: 'points',
        window: { kind: 'rolling', months: 12 },
        graceDays: 30,
        levels: [
          { id: 'friend', name: words('Friend', 'Ven', 'Vän', 'Barát', 'Freund'), threshold: 0, color: '#2a9d8f' },
          {
            id: 'best_friend',
            name: words('Best friend', 'Bedste ven', 'Bästa vän', 'Legjobb barát', 'Bester Freund'),
            threshold: worth(context, 300),
            color: '#1d6f66',
            perks: [
              { kind: 'multiplier', factorBp: 15_000 },
              { kind: 'entry_points', points: worth(context, 20) },
            ],
          },
        ],
      },
      referral: {
        enabled: true,
        friendRewardId: 'rw_friend',
        advocatePoints: worth(context, 30),
        minimumOrderMinor: money(context, 15),
        holdDays: 14,
        maxPerMonth: 10,
      },
    }),
};
