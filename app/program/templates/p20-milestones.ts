import { amountOff, base, money, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Every round sum that is spent gives something off, by itself. */
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
          title: words(
            'Every round sum',
            'For hvert rundt beløb',
            'Varje jämn summa',
            'Minden kerek összeg',
            'Jede runde Summe',
          ),
          measure: { kind: 'spend' },
          target: money(context, 50),
          within: { kind: 'ever' },
          repeats: true,
          grants: { rewardId: 'rw_five' },
        },
      ],
    }),
};
