import { base, doing, freeProduct, perAmount, perItem, words, worth } from './parts.ts';
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
        perItem(Math.max(1, Math.round(worth(context, 1) / 2))),
        perAmount(context, { id: 'counter', when: [{ kind: 'channel', channels: ['pos'] }] }),
        doing('visit', worth(context, 2), { limits: { perMember: [{ period: 'day', times: 1 }] } }),
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
