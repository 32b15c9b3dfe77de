import { amountChosen, amountOff, base, freeShipping, perAmount, percentageOff, welcome, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points for what is spent, a few clear rewards. */
export const k1Points: Template = {
  id: 'k1',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context), welcome(worth(context, 10))],
      rewards: [
        freeShipping(worth(context, 40)),
        amountOff(context, worth(context, 50), 5),
        amountChosen(context, worth(context, 10), 1, 50),
        percentageOff(worth(context, 150), 15),
      ],
    }),
};
