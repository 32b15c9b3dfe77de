import { base, freeProduct, giftCard, goods, perAmount, percentageOff, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points on every order, accessories as rewards. */
export const p11Marketplace: Template = {
  id: 'p11',
  kind: 'points',
  asks: ['freeProductIds', 'collectionIds'],
  document: (context) =>
    base(context, {
      overlap: 'best',
      rules: [
        perAmount(context),
        perAmount(context, {
          id: 'matching',
          times: 2,
          name: words(
            'Goes with what you bought',
            'Passer til dit køb',
            'Passar till ditt köp',
            'Illik a vásárláshoz',
            'Passt zu Ihrem Einkauf',
          ),
          when: [goods({ tags: ['recommended'] }), { kind: 'order_number', from: 2 }],
        }),
      ],
      rewards: [
        freeProduct(
          context,
          worth(context, 80),
          words('An accessory', 'Et stykke tilbehør', 'Ett tillbehör', 'Egy kiegészítő', 'Ein Accessoire'),
          {
            more: {
              kind: 'free_product',
              withPurchase: true,
              purchase: { productIds: [], collectionIds: [...(context.collectionIds ?? [])] },
            },
          },
        ),
        percentageOff(worth(context, 60), 10),
        giftCard(context, worth(context, 200), 20),
      ],
      pending: { kind: 'after_fulfillment', days: 14 },
    }),
};
