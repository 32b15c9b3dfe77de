import { amountOff, base, money, perAmount, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Bronze, Silver, Gold by what was spent in the last twelve months. */
export const k2Tiers: Template = {
  id: 'k2',
  kind: 'tiers',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'crown',
      rules: [perAmount(context), welcome(worth(context, 10))],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        amountOff(context, 0, 10, {
          id: 'rw_gold',
          title: words('Gold gift', 'Guldgave', 'Guldgåva', 'Arany ajándék', 'Gold-Geschenk'),
        }),
      ],
      tiers: {
        measure: 'spend',
        window: { kind: 'rolling', months: 12 },
        graceDays: 30,
        levels: [
          {
            id: 'bronze',
            name: words('Bronze', 'Bronze', 'Brons', 'Bronz', 'Bronze'),
            threshold: 0,
            color: '#a9714b',
          },
          {
            id: 'silver',
            name: words('Silver', 'Sølv', 'Silver', 'Ezüst', 'Silber'),
            threshold: money(context, 200),
            color: '#8f98a3',
            perks: [{ kind: 'multiplier', factorBp: 12_500 }],
          },
          {
            id: 'gold',
            name: words('Gold', 'Guld', 'Guld', 'Arany', 'Gold'),
            threshold: money(context, 500),
            color: '#b8860b',
            perks: [
              { kind: 'multiplier', factorBp: 15_000 },
              { kind: 'free_shipping' },
              { kind: 'entry_reward', rewardId: 'rw_gold' },
            ],
          },
        ],
      },
    }),
};
