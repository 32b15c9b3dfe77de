import { anniversary, base, doing, words } from './parts.ts';
import type { Template } from './template.ts';

/** Points for activity, not for buying: visits and minutes of training, exchanged for sessions. */
export const p14Gym: Template = {
  id: 'p14',
  kind: 'engagement',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'crown',
      rules: [
        doing('check_in', 10, {
          name: words('A visit', 'Et besøg', 'Ett besök', 'Egy látogatás', 'Ein Besuch'),
          limits: { perMember: [{ period: 'day', times: 1 }] },
        }),
        doing('custom', 1, {
          id: 'minutes',
          subjects: ['training_minutes'],
          perUnit: true,
          name: words(
            'A point a minute',
            'Et point i minuttet',
            'En poäng i minuten',
            'Percenként egy pont',
            'Ein Punkt je Minute',
          ),
          limits: { perMember: [{ period: 'day', points: 90 }] },
        }),
        anniversary(100),
      ],
      rewards: [
        {
          id: 'rw_session',
          kind: 'service',
          enabled: true,
          costPoints: 500,
          validDays: 90,
          limitPerMember: { times: 2, period: 'month' },
          title: words('A free session', 'En gratis træning', 'Ett gratis pass', 'Ingyen edzés', 'Ein Training gratis'),
        },
      ],
      goals: [
        {
          id: 'hundred_visits',
          enabled: true,
          title: words('A hundred visits', 'Hundrede besøg', 'Hundra besök', 'Száz látogatás', 'Hundert Besuche'),
          measure: { kind: 'activity', activity: 'check_in' },
          target: 100,
          within: { kind: 'ever' },
          repeats: false,
          grants: {
            points: 500,
            badge: { icon: 'medal', title: words('Hundred', 'Hundrede', 'Hundra', 'Százas', 'Hundert') },
          },
          display: 'badge',
        },
      ],
    }),
};
