import { amountOff, base, goods, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Bonus points for services and accessories, the usual ones for bicycles. */
export const p5BicycleShop: Template = {
  id: 'p5',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      overlap: 'best',
      rules: [
        perAmount(context),
        perAmount(context, {
          id: 'service',
          times: 3,
          name: words(
            'Triple for service',
            'Tredobbelt for service',
            'Tredubbelt för service',
            'Tripla pont szervizre',
            'Dreifach für Service',
          ),
          when: [goods({ types: ['Service'], tags: ['service'] })],
        }),
        perAmount(context, {
          id: 'accessories',
          times: 2,
          name: words(
            'Double for accessories',
            'Dobbelt for tilbehør',
            'Dubbelt för tillbehör',
            'Dupla pont kiegészítőkre',
            'Doppelt für Zubehör',
          ),
          when: [goods({ types: ['Accessories'], tags: ['accessory'] })],
        }),
      ],
      rewards: [
        amountOff(context, worth(context, 60), 6),
        {
          id: 'rw_checkup',
          kind: 'service',
          enabled: true,
          costPoints: worth(context, 200),
          validDays: 180,
          title: words(
            'A free check-up',
            'Et gratis eftersyn',
            'En gratis genomgång',
            'Ingyenes átvizsgálás',
            'Eine Durchsicht gratis',
          ),
        },
      ],
    }),
};
