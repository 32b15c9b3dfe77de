import { amountOff, base, doing, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** A survey answered or a review written is rewarded; unhappy answers reach the merchant. */
export const p24Feedback: Template = {
  id: 'p24',
  kind: 'engagement',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'heart',
      rules: [
        perAmount(context),
        doing('survey', worth(context, 10), { limits: { perMember: [{ period: 'month', times: 1 }] } }),
        doing('review', worth(context, 15), {
          limits: {
            perMember: [
              { period: 'day', times: 1 },
              { period: 'month', times: 4 },
            ],
          },
        }),
        doing('survey', worth(context, 5), {
          id: 'promoter',
          name: words(
            'For your kind words',
            'For de pæne ord',
            'För de vänliga orden',
            'A kedves szavakért',
            'Für die netten Worte',
          ),
          when: [{ kind: 'score', min: 9 }],
          limits: { perMember: [{ period: 'year', times: 1 }] },
        }),
      ],
      rewards: [amountOff(context, worth(context, 50), 5)],
    }),
};
