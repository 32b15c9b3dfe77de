import { amountOff, base, money, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Every fifty spent gives five off, by itself. */
export const p20Milestones: Template = {
  id: 'p20',
  kind: 'engagement',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context)],
      rewards: [amountOff(context, 0, 5, { id: 'rw_five' }), amountOff(context, worth(context, 200), 15)],
      goals: [
        {
          id: 'fifty',
          enabled: true,
          title: words('Every fifty', 'For hvert rundt beløb', 'Varje femtilapp', 'Minden ötvenes', 'Alle fünfzig'),
          measure: { kind: 'spend' },
          target: money(context, 50),
          within: { kind: 'ever' },
          repeats: true,
          grants: { rewardId: 'rw_five' },
        },
      ],
    }),
};
