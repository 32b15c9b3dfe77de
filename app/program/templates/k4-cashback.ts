import { base, money, names, words } from './parts.ts';
import type { Template } from './template.ts';

/** Five percent back as store credit, paid out by itself when the return period is over. */
export const k4Cashback: Template = {
  id: 'k4',
  kind: 'cashback',
  asks: [],
  document: (context) =>
    base(context, {
      style: 'cashback',
      pointName: names.credit,
      rules: [
        {
          id: 'order',
          kind: 'order_amount',
          enabled: true,
          pointsPerUnit: 5,
          unitMinor: 100,
          excludeGiftCards: true,
        },
      ],
      rewards: [
        {
          id: 'rw_credit',
          kind: 'store_credit',
          enabled: true,
          automatic: true,
          costPoints: money(context, 1),
          amountMinor: money(context, 1),
          validDays: 365,
          title: words('Store credit', 'Butikskredit', 'Butikskredit', 'Bolti jóváírás', 'Shop-Guthaben'),
        },
      ],
      pending: { kind: 'after_payment', days: 14 },
    }),
};
