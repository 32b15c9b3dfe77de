import { base, money, perAmount, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Membership with member prices on chosen products, and surprises. */
export const p9Family: Template = {
  id: 'p9',
  kind: 'points',
  asks: ['collectionIds'],
  document: (context) =>
    base(context, {
      rules: [perAmount(context), welcome(worth(context, 20))],
      rewards: [
        {
          id: 'rw_members_price',
          kind: 'members_price',
          enabled: true,
          costPoints: worth(context, 20),
          collectionIds: [...(context.collectionIds ?? [])],
          percentageBp: 1_500,
          validDays: 365,
          title: words('Members’ prices', 'Medlemspriser', 'Medlemspriser', 'Tagi árak', 'Mitgliederpreise'),
        },
        {
          id: 'rw_surprise',
          kind: 'amount_off',
          enabled: true,
          costPoints: 0,
          amountMinor: money(context, 5),
          minimumSubtotalMinor: 0,
          codeValidDays: 30,
          combinesWith: { order: false, product: false, shipping: true },
          title: words('A surprise', 'En overraskelse', 'En överraskning', 'Meglepetés', 'Eine Überraschung'),
        },
      ],
      goals: [
        {
          id: 'surprise',
          enabled: true,
          title: words('Third purchase', 'Tredje køb', 'Tredje köpet', 'Harmadik vásárlás', 'Dritter Einkauf'),
          measure: { kind: 'orders' },
          target: 3,
          within: { kind: 'ever' },
          repeats: true,
          grants: { rewardId: 'rw_surprise' },
        },
      ],
    }),
};
