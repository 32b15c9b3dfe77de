import { amountOff, base, money, perAmount, percentageOff, welcome, words, worth, yearOfNext } from './parts.ts';
import type { Template } from './template.ts';

/** Personal and seasonal offers, and a reason to come back for those who stayed away. */
export const p4Retail: Template = {
  id: 'p4',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context), welcome(worth(context, 10))],
      segments: [
        {
          id: 'lapsed',
          name: words(
            'Away for three months',
            'Væk i tre måneder',
            'Borta i tre månader',
            'Három hónapja nem vásárolt',
            'Seit drei Monaten weg',
          ),
          when: [{ kind: 'since_last_order', minDays: 90 }],
        },
        {
          id: 'regulars',
          name: words('Regulars', 'Stamkunder', 'Stamkunder', 'Törzsvásárlók', 'Stammkunden'),
          when: [
            { kind: 'spend', minMinor: money(context, 40), days: 365 },
            { kind: 'order_number', from: 5 },
          ],
        },
      ],
      campaigns: [
        {
          id: 'welcome_back',
          enabled: true,
          name: words(
            'Welcome back: triple points',
            'Velkommen tilbage: tredobbelt',
            'Välkommen tillbaka: tredubbelt',
            'Jó újra látni: tripla pont',
            'Willkommen zurück: dreifach',
          ),
          when: [{ kind: 'segment', segmentId: 'lapsed' }],
          effect: { kind: 'multiply', factorBp: 30_000 },
        },
        {
          id: 'december',
          enabled: true,
          name: words('December bonus', 'Julebonus', 'Julbonus', 'Decemberi bónusz', 'Dezember-Bonus'),
          when: [
            {
              kind: 'dates',
              from: `${yearOfNext(context, '12-24')}-12-01`,
              to: `${yearOfNext(context, '12-24')}-12-24`,
            },
            { kind: 'segment', segmentId: 'regulars' },
          ],
          effect: { kind: 'add', points: worth(context, 10) },
        },
      ],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        percentageOff(worth(context, 80), 15, {
          id: 'rw_regulars',
          title: words(
            '15% for regulars',
            '15 % til stamkunder',
            '15 % till stamkunder',
            '15% törzsvásárlóknak',
            '15 % für Stammkunden',
          ),
          more: { kind: 'percentage_off', segmentId: 'regulars' },
        }),
      ],
    }),
};
