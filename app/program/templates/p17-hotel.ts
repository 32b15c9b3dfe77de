import { base, birthday, doing, giftCard, goods, perAmount, perItem, words, worth } from './parts.ts';
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
        perAmount(context, { id: 'extras', when: [goods({ types: ['Room'], tags: ['night'], exclude: true })] }),
        perItem(worth(context, 80), {
          id: 'nights',
          name: words('For each night', 'For hver nat', 'För varje natt', 'Minden éjszakáért', 'Für jede Nacht'),
          when: [goods({ types: ['Room'], tags: ['night'] })],
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
      rewards: [
        {
          id: 'rw_late_checkout',
          kind: 'service',
          enabled: true,
          costPoints: worth(context, 60),
          validDays: 365,
          title: words(
            'Late check-out',
            'Sen udtjekning',
            'Sen utcheckning',
            'Késői kijelentkezés',
            'Später Check-out',
          ),
        },
        giftCard(context, worth(context, 150), 15),
      ],
      expiry: { kind: 'rolling', months: 36 },
    }),
};
