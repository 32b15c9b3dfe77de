import { base, doing, names, words } from './parts.ts';
import type { Template } from './template.ts';

/** The paper punch card as a QR code at the counter. */
export const p21PunchCard: Template = {
  id: 'p21',
  kind: 'stamps',
  asks: [],
  document: (context) =>
    base(context, {
      style: 'stamps',
      pointName: names.stamps,
      rules: [
        doing('check_in', 1, {
          name: words(
            'Scan at the counter',
            'Scan ved disken',
            'Skanna i kassan',
            'Beolvasás a pultnál',
            'An der Theke scannen',
          ),
          limits: { perMember: [{ period: 'day', times: 2 }] },
        }),
      ],
      rewards: [
        {
          id: 'rw_tenth',
          kind: 'service',
          enabled: true,
          costPoints: 10,
          validDays: 60,
          title: words(
            'The tenth is free',
            'Den tiende er gratis',
            'Den tionde är gratis',
            'A tizedik ingyen',
            'Der Zehnte ist gratis',
          ),
        },
      ],
      expiry: { kind: 'inactivity', months: 12 },
    }),
};
