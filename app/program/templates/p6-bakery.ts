import { base, doing, freeProduct, perItem, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points on each visit and each item, at the counter and on line: restaurants, bakeries, flower and book shops. */
export const p6Bakery: Template = {
  id: 'p6',
  kind: 'points',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      icon: 'leaf',
      rules: [
        perItem(worth(context, 4)),
        doing('visit', worth(context, 2), { limits: { perMember: [{ period: 'day', times: 1 }] } }),
      ],
      campaigns: [
        {
          id: 'counter',
          enabled: true,
          name: words(
            'A little more at the counter',
            'Lidt mere ved disken',
            'Lite mer i kassan',
            'A pultnál egy kicsit több',
            'An der Theke etwas mehr',
          ),
          when: [{ kind: 'channel', channels: ['pos'] }],
          effect: { kind: 'multiply', factorBp: 12_500 },
        },
      ],
      rewards: [
        freeProduct(
          context,
          worth(context, 40),
          words('Something sweet', 'Noget sødt', 'Något sött', 'Valami édes', 'Etwas Süßes'),
        ),
      ],
    }),
};
