import { base, freeProduct, goods, names, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points to a free coffee or pastry, with progress that is visible and fun. */
export const p12Espresso: Template = {
  id: 'p12',
  kind: 'points',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      icon: 'bean',
      pointName: names.beans,
      rules: [perAmount(context)],
      campaigns: [
        {
          id: 'afternoon',
          enabled: true,
          name: words(
            'Afternoon happy hour',
            'Happy hour om eftermiddagen',
            'Happy hour på eftermiddagen',
            'Délutáni happy hour',
            'Happy Hour am Nachmittag',
          ),
          when: [{ kind: 'hours', weekdays: [1, 2, 3, 4, 5], fromMinute: 14 * 60, toMinute: 16 * 60 }],
          effect: { kind: 'multiply', factorBp: 20_000 },
        },
      ],
      rewards: [
        freeProduct(
          context,
          worth(context, 40),
          words(
            'A coffee or a pastry',
            'En kaffe eller et stykke wienerbrød',
            'En kaffe eller en bulle',
            'Kávé vagy sütemény',
            'Ein Kaffee oder Gebäck',
          ),
        ),
      ],
      goals: [
        {
          id: 'week_of_coffee',
          enabled: true,
          title: words(
            'Three coffees this week',
            'Tre kaffer i denne uge',
            'Tre kaffe den här veckan',
            'Három kávé a héten',
            'Drei Kaffee diese Woche',
          ),
          measure: { kind: 'items' },
          when: [goods({ types: ['Coffee'], tags: ['coffee'] })],
          target: 3,
          within: { kind: 'period', period: 'week' },
          repeats: true,
          grants: {
            points: worth(context, 5),
            badge: { icon: 'flame', title: words('On fire', 'I topform', 'I toppform', 'Lendületben', 'In Fahrt') },
          },
        },
      ],
    }),
};
