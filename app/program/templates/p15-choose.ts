import { amountOff, base, freeShipping, giftCard, perAmount, percentageOff, worth } from './parts.ts';
import type { Template } from './template.ts';

/** The member chooses the reward: several of the same worth. */
export const p15Choose: Template = {
  id: 'p15',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context)],
      rewards: [
        amountOff(context, worth(context, 60), 6),
        percentageOff(worth(context, 60), 12, {
          more: { kind: 'percentage_off', limitPerMember: { times: 1, period: 'month' } },
        }),
        freeShipping(worth(context, 60)),
        giftCard(context, worth(context, 60), 6),
      ],
    }),
};
