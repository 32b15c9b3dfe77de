import { amountOff, base, money, perAmount, percentageOff, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Ten percent for the friend, points for who recommended the shop. */
export const k5Referral: Template = {
  id: 'k5',
  kind: 'referral',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'heart',
      rules: [perAmount(context)],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        percentageOff(0, 10, {
          id: 'rw_friend',
          title: words(
            '10% off the first order',
            '10 % rabat på første ordre',
            '10 % rabatt på första beställningen',
            '10% kedvezmény az első rendelésre',
            '10 % Rabatt auf die erste Bestellung',
          ),
        }),
      ],
      referral: {
        enabled: true,
        friendRewardId: 'rw_friend',
        advocatePoints: worth(context, 50),
        minimumOrderMinor: money(context, 20),
        holdDays: 14,
      },
    }),
};
