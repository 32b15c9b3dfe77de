import { amountOff, base, perAmount, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** A yearly fee buys free shipping, early access and double points. */
export const k3PaidVip: Template = {
  id: 'k3',
  kind: 'paid',
  asks: ['membershipProductIds'],
  document: (context) =>
    base(context, {
      icon: 'crown',
      rules: [perAmount(context)],
      rewards: [amountOff(context, worth(context, 50), 5)],
      tiers: {
        measure: 'spend',
        window: { kind: 'lifetime' },
        levels: [
          {
            id: 'vip',
            name: words('VIP', 'VIP', 'VIP', 'VIP', 'VIP'),
            threshold: null,
            color: '#5b3fa8',
            perks: [
              { kind: 'multiplier', factorBp: 20_000 },
              { kind: 'free_shipping' },
              {
                kind: 'tag',
                tag: 'vip-early-access',
                title: words(
                  'Early access to sales',
                  'Tidlig adgang til udsalg',
                  'Tidig tillgång till rean',
                  'Korai hozzáférés az akciókhoz',
                  'Früher Zugang zu Aktionen',
                ),
              },
            ],
          },
        ],
      },
      membership: { productIds: [...(context.membershipProductIds ?? [])], levelId: 'vip', months: 12 },
    }),
};
