import { amountOff, base, goods, perAmount, percentageOff, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points and personal coupons: fewer points for what everyone buys, more for what one is known to like. */
export const p19Grocery: Template = {
  id: 'p19',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'leaf',
      rules: [perAmount(context, { when: [goods({ tags: ['no-points'], exclude: true })] })],
      campaigns: [
        {
          id: 'organic_lovers',
          enabled: true,
          name: words(
            'More for organic',
            'Mere for økologi',
            'Mer för ekologiskt',
            'Több pont a bioért',
            'Mehr für Bio',
          ),
          when: [{ kind: 'customer_tags', tags: ['organic'] }, goods({ tags: ['organic'] })],
          effect: { kind: 'multiply', factorBp: 30_000 },
        },
      ],
      segments: [
        {
          id: 'weekly',
          name: words('Every week', 'Hver uge', 'Varje vecka', 'Minden héten', 'Jede Woche'),
          when: [{ kind: 'since_last_order', maxDays: 7 }],
        },
      ],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        percentageOff(worth(context, 20), 25, {
          id: 'rw_coupon',
          title: words(
            'Your coupon of the week',
            'Din kupon i denne uge',
            'Din kupong den här veckan',
            'Heti kuponod',
            'Ihr Gutschein der Woche',
          ),
          more: {
            kind: 'percentage_off',
            segmentId: 'weekly',
            limitPerMember: { times: 1, period: 'week' },
            codeValidDays: 7,
          },
        }),
      ],
      expiry: { kind: 'fixed', month: 12, day: 31 },
    }),
};
