import { base, freeProduct, names, perAmount, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Stars with a name and an icon of their own; a free drink at a round number. */
export const p7Stars: Template = {
  id: 'p7',
  kind: 'points',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      pointName: names.stars,
      rules: [perAmount(context), welcome(worth(context, 5))],
      campaigns: [
        {
          id: 'star_monday',
          enabled: true,
          name: words(
            'Double-star Monday',
            'Dobbelt op om mandagen',
            'Dubbelt på måndag',
            'Duplázó hétfő',
            'Doppelter Montag',
          ),
          when: [{ kind: 'hours', weekdays: [1], fromMinute: 0, toMinute: 0 }],
          effect: { kind: 'multiply', factorBp: 20_000 },
        },
      ],
      rewards: [
        freeProduct(
          context,
          worth(context, 60),
          words('A free drink', 'En gratis drik', 'En gratis dryck', 'Ingyen ital', 'Ein Getränk gratis'),
        ),
      ],
      expiry: { kind: 'inactivity', months: 6 },
    }),
};
