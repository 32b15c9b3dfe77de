import { base, birthday, doing, giftCard, perAmount, perItem, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points for stays, and from partners. */
export const p17Hotel: Template = {
  id: 'p17',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'crown',
      rules: [
        perAmount(context, { id: 'stay' }),
        perItem(worth(context, 20), {
          id: 'nights',
          name: words(
            'A bonus a night',
            'En bonus pr. nat',
            'En bonus per natt',
            'Bónusz minden éjszakáért',
            'Ein Bonus je Nacht',
          ),
          when: [{ kind: 'products', types: ['Room'], tags: ['night'] }],
        }),
        birthday(worth(context, 10)),
        doing('custom', 1, {
          id: 'partners',
          subjects: ['car_rental', 'airline'],
          perUnit: true,
          name: words(
            'From our partners',
            'Fra vores partnere',
            'Från våra partner',
            'Partnereinktől',
            'Von unseren Partnern',
          ),
          limits: {
            pointsPerEvent: worth(context, 500),
            perMember: [{ period: 'year', points: worth(context, 5000) }],
          },
        }),
      ],
      rewards: [giftCard(context, worth(context, 150), 15)],
      expiry: { kind: 'rolling', months: 36 },
    }),
};
