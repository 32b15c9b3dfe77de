import { base, goods, money, perAmount, tagged, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Priority service and service offers for the loyal. */
export const p13ServiceClub: Template = {
  id: 'p13',
  kind: 'tiers',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context, { limits: { pointsPerEvent: worth(context, 1000) } })],
      rewards: [
        tagged(
          'priority_support',
          worth(context, 100),
          'priority-support',
          words(
            'Priority support',
            'Prioriteret support',
            'Prioriterad support',
            'Kiemelt ügyfélszolgálat',
            'Bevorzugter Support',
          ),
          { validDays: 365 },
        ),
        {
          id: 'rw_service_offer',
          kind: 'percentage_off',
          enabled: true,
          costPoints: worth(context, 80),
          percentageBp: 2_000,
          minimumSubtotalMinor: money(context, 50),
          codeValidDays: 60,
          whenUnused: 'forfeited',
          combinesWith: { order: false, product: false, shipping: true },
          title: words(
            '20% off service',
            '20 % på service',
            '20 % på service',
            '20% szervizkedvezmény',
            '20 % auf Service',
          ),
        },
      ],
      tiers: {
        measure: 'points',
        window: { kind: 'since_joining', months: 12 },
        graceDays: 30,
        levels: [
          {
            id: 'owner',
            name: words('Owner', 'Ejer', 'Ägare', 'Tulajdonos', 'Besitzer'),
            threshold: 0,
            color: '#3d5a80',
          },
          {
            id: 'priority',
            name: words('Priority', 'Prioritet', 'Prioritet', 'Kiemelt', 'Priorität'),
            threshold: worth(context, 400),
            color: '#14213d',
            perks: [
              {
                kind: 'service',
                title: words(
                  'Always first in line',
                  'Altid først i køen',
                  'Alltid först i kön',
                  'Mindig elsőként',
                  'Immer zuerst an der Reihe',
                ),
              },
              {
                kind: 'tag',
                tag: 'priority-support',
                title: words(
                  'Priority support',
                  'Prioriteret support',
                  'Prioriterad support',
                  'Kiemelt ügyfélszolgálat',
                  'Bevorzugter Support',
                ),
              },
            ],
          },
        ],
      },
      segments: [
        {
          id: 'owners_of_a_year',
          name: words(
            'Members for a year',
            'Medlem i et år',
            'Medlem i ett år',
            'Egy éve tag',
            'Seit einem Jahr Mitglied',
          ),
          when: [{ kind: 'membership_age', minDays: 365 }],
        },
      ],
      campaigns: [
        {
          id: 'loyal_service',
          enabled: true,
          name: words('Service season', 'Servicesæson', 'Servicesäsong', 'Szervizszezon', 'Service-Saison'),
          when: [{ kind: 'segment', segmentId: 'owners_of_a_year' }, goods({ types: ['Service'], tags: ['service'] })],
          effect: { kind: 'multiply', factorBp: 20_000 },
        },
      ],
    }),
};
