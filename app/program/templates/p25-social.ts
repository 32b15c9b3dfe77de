import { amountOff, base, doing, perAmount, perOrder, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Shares, follows and recommendations rewarded, with limits against abuse; and for subscribers a little more. */
export const p25Social: Template = {
  id: 'p25',
  kind: 'engagement',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'heart',
      rules: [
        perAmount(context),
        perOrder(worth(context, 5), {
          id: 'renewals',
          name: words(
            'Thanks for staying',
            'Tak, fordi du bliver',
            'Tack för att du stannar',
            'Köszönjük a hűséget',
            'Danke, dass Sie bleiben',
          ),
          when: [{ kind: 'subscription' }],
        }),
        doing('share', worth(context, 3), {
          limits: {
            perMember: [
              { period: 'day', times: 1 },
              { period: 'month', times: 4 },
            ],
          },
        }),
        doing('follow', worth(context, 5), {
          // One address leads to one network; the merchant says which profile it is.
          subjects: ['instagram'],
          limits: { perMember: [{ period: 'ever', times: 1 }] },
        }),
        doing('profile', worth(context, 5), { limits: { perMember: [{ period: 'ever', times: 1 }] } }),
      ],
      campaigns: [
        {
          id: 'sharers',
          enabled: true,
          name: words(
            'For those who share',
            'Til dem, der deler',
            'För dem som delar',
            'Azoknak, akik megosztanak',
            'Für alle, die teilen',
          ),
          when: [{ kind: 'activity_count', activity: 'share', min: 3, days: 90 }],
          effect: { kind: 'multiply', factorBp: 12_500 },
        },
      ],
      rewards: [amountOff(context, worth(context, 40), 4)],
      referral: { enabled: true, advocatePoints: worth(context, 30), maxPerMonth: 5, maxPerHousehold: 1 },
    }),
};
