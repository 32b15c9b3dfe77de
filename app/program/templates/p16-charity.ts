import { amountOff, base, money, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points for everyday purchases, to keep or to give to charity. */
export const p16Charity: Template = {
  id: 'p16',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      icon: 'leaf',
      rules: [perAmount(context, { limits: { perMember: [{ period: 'month', points: worth(context, 2000) }] } })],
      rewards: [
        {
          id: 'rw_donation',
          kind: 'donation',
          enabled: true,
          costPoints: worth(context, 50),
          amountMinor: money(context, 5),
          charity: words('A good cause', 'Et godt formål', 'Ett gott ändamål', 'Jótékony cél', 'Ein guter Zweck'),
          title: words('Give it away', 'Giv det videre', 'Skänk beloppet', 'Adományozás', 'Spenden'),
        },
        amountOff(context, worth(context, 50), 5),
      ],
    }),
};
