import { amountOff, base, birthday, freeProduct, money, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Three levels by yearly spend, a birthday gift, a catalogue of rewards. */
export const p8Beauty: Template = {
  id: 'p8',
  kind: 'tiers',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      icon: 'heart',
      rules: [perAmount(context), birthday(worth(context, 15))],
      campaigns: [
        {
          id: 'birthday_week',
          enabled: true,
          name: words('Birthday week', 'Fødselsdagsuge', 'Födelsedagsvecka', 'Születésnapi hét', 'Geburtstagswoche'),
          when: [{ kind: 'birthday_window', daysBefore: 3, daysAfter: 3 }],
          effect: { kind: 'multiply', factorBp: 20_000 },
        },
      ],
      rewards: [
        amountOff(context, worth(context, 50), 5),
        freeProduct(
          context,
          worth(context, 70),
          words('A travel size', 'Noget i rejsestørrelse', 'En resestorlek', 'Úti kiszerelés', 'Eine Reisegröße'),
        ),
        freeProduct(
          context,
          0,
          words('Birthday gift', 'Fødselsdagsgave', 'Födelsedagsgåva', 'Születésnapi ajándék', 'Geburtstagsgeschenk'),
          {
            id: 'rw_birthday',
          },
        ),
      ],
      tiers: {
        measure: 'spend',
        window: { kind: 'calendar', month: 1, day: 1 },
        graceDays: 30,
        levels: [
          {
            id: 'insider',
            name: words('Insider', 'Insider', 'Insider', 'Bennfentes', 'Insider'),
            threshold: 0,
            color: '#c98fa0',
            perks: [{ kind: 'birthday_reward', rewardId: 'rw_birthday' }],
          },
          {
            id: 'vib',
            name: words('Very important', 'VIP', 'Favorit', 'Nagyon fontos', 'Sehr wichtig'),
            threshold: money(context, 350),
            color: '#1f1f1f',
            perks: [
              { kind: 'multiplier', factorBp: 12_500 },
              { kind: 'birthday_reward', rewardId: 'rw_birthday' },
            ],
          },
          {
            id: 'rouge',
            name: words('Rouge', 'Rouge', 'Rouge', 'Rouge', 'Rouge'),
            threshold: money(context, 1000),
            color: '#b3122d',
            perks: [
              { kind: 'multiplier', factorBp: 15_000 },
              { kind: 'free_shipping' },
              { kind: 'birthday_reward', rewardId: 'rw_birthday' },
            ],
          },
        ],
      },
    }),
};
