import { base, doing, words } from './parts.ts';
import type { Template } from './template.ts';

/** A training goal reached gives a free hour with a personal trainer. */
export const p22PersonalTrainer: Template = {
  id: 'p22',
  kind: 'engagement',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [doing('check_in', 5, { limits: { perMember: [{ period: 'day', times: 1 }] } })],
      rewards: [
        {
          id: 'rw_guest',
          kind: 'service',
          enabled: true,
          costPoints: 50,
          validDays: 60,
          title: words('Bring a guest', 'Tag en gæst med', 'Ta med en gäst', 'Vendég edzése', 'Ein Gast trainiert mit'),
        },
        {
          id: 'rw_hour',
          kind: 'service',
          enabled: true,
          costPoints: 0,
          validDays: 60,
          title: words(
            'An hour with a trainer',
            'En time med en træner',
            'En timme med en tränare',
            'Egy óra edzővel',
            'Eine Stunde mit Trainer',
          ),
        },
      ],
      goals: [
        {
          id: 'twelve_in_a_month',
          enabled: true,
          title: words(
            'Twelve visits in 30 days',
            'Tolv besøg på 30 dage',
            'Tolv besök på 30 dagar',
            'Tizenkét látogatás 30 nap alatt',
            'Zwölf Besuche in 30 Tagen',
          ),
          measure: { kind: 'activity', activity: 'check_in' },
          target: 12,
          within: { kind: 'days', days: 30 },
          repeats: true,
          grants: { rewardId: 'rw_hour' },
        },
        {
          id: 'weekly_streak',
          enabled: true,
          title: words(
            'Four weeks in a row',
            'Fire uger i træk',
            'Fyra veckor i rad',
            'Négy hét egymás után',
            'Vier Wochen in Folge',
          ),
          measure: { kind: 'activity', activity: 'check_in' },
          target: 4,
          within: { kind: 'streak', period: 'week' },
          repeats: true,
          grants: {
            points: 20,
            badge: { icon: 'flame', title: words('Steady', 'Stabil', 'Stadig', 'Kitartó', 'Beständig') },
          },
          display: 'streak',
        },
      ],
    }),
};
