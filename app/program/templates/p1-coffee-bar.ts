import { base, freeProduct, goods, names, perItem, words } from './parts.ts';
import type { Template } from './template.ts';

/** One stamp a cup, twenty stamps a free coffee; at the counter and on line. */
export const p1CoffeeBar: Template = {
  id: 'p1',
  kind: 'stamps',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      style: 'stamps',
      icon: 'bean',
      pointName: names.stamps,
      rules: [
        perItem(1, {
          id: 'cups',
          name: words(
            'A stamp a cup',
            'Et stempel pr. kop',
            'En stämpel per kopp',
            'Pecsét minden csésze után',
            'Ein Stempel je Tasse',
          ),
          when: [goods({ types: ['Coffee'], tags: ['coffee'] })],
          limits: { perMember: [{ period: 'day', points: 10 }] },
        }),
      ],
      rewards: [
        freeProduct(
          context,
          20,
          words('A free coffee', 'En gratis kaffe', 'En gratis kaffe', 'Ingyen kávé', 'Ein Kaffee gratis'),
        ),
      ],
    }),
};
