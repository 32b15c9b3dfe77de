import { base, doing, money, perAmount, percentageOff, tagged, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Levels, badges and exclusive offers for a fashion shop. */
export const p3Fashion: Template = {
  id: 'p3',
  kind: 'tiers',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'heart',
      rules: [
        perAmount(context),
        welcome(worth(context, 10)),
        doing('newsletter', worth(context, 5), { limits: { perMember: [{ period: 'ever', times: 1 }] } }),
      ],
      rewards: [
        percentageOff(worth(context, 60), 10),
        tagged(
          'early_access',
          worth(context, 100),
          'early-access',
          words(
            'See the new collection first',
            'Se den nye kollektion først',
            'Se nya kollektionen först',
            'Elsőként az új kollekció',
            'Die neue Kollektion zuerst sehen',
          ),
          { validDays: 90 },
        ),
        {
          id: 'rw_style_badge',
          kind: 'badge',
          enabled: true,
          costPoints: worth(context, 300),
          icon: 'trophy',
          title: words('Style icon', 'Stilikon', 'Stilikon', 'Stílusikon', 'Stilikone'),
        },
      ],
      tiers: {
        measure: 'orders',
        window: { kind: 'rolling', months: 12 },
        graceDays: 60,
        levels: [
          {
            id: 'member',
            name: words('Member', 'Medlem', 'Medlem', 'Tag', 'Mitglied'),
            threshold: 0,
            color: '#b07d9c',
          },
          {
            id: 'muse',
            name: words('Muse', 'Muse', 'Musa', 'Múzsa', 'Muse'),
            threshold: 3,
            color: '#8c4a6b',
            perks: [{ kind: 'multiplier', factorBp: 12_500 }],
          },
          {
            id: 'icon',
            name: words('Icon', 'Ikon', 'Ikon', 'Ikon', 'Ikone'),
            threshold: 8,
            color: '#4a1f3d',
            perks: [
              { kind: 'multiplier', factorBp: 15_000 },
              { kind: 'free_shipping', minimumSubtotalMinor: money(context, 20) },
            ],
          },
        ],
      },
      goals: [
        {
          id: 'first_look',
          enabled: true,
          title: words('First look', 'Første look', 'Första looken', 'Első szett', 'Erster Look'),
          measure: { kind: 'orders' },
          target: 1,
          within: { kind: 'ever' },
          repeats: false,
          grants: {
            badge: {
              icon: 'heart',
              title: words('First look', 'Første look', 'Första looken', 'Első szett', 'Erster Look'),
            },
          },
          display: 'badge',
        },
        {
          id: 'season_streak',
          enabled: true,
          title: words(
            'Three months in a row',
            'Tre måneder i træk',
            'Tre månader i rad',
            'Három hónap egymás után',
            'Drei Monate in Folge',
          ),
          measure: { kind: 'orders' },
          target: 3,
          within: { kind: 'streak', period: 'month' },
          repeats: true,
          grants: { points: worth(context, 30) },
          display: 'streak',
        },
      ],
    }),
};
