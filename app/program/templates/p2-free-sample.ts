import { base, freeProduct, names, perOrder, words } from './parts.ts';
import type { Template } from './template.ts';

/** After five purchases a free sample. */
export const p2FreeSample: Template = {
  id: 'p2',
  kind: 'stamps',
  asks: ['freeProductIds'],
  document: (context) =>
    base(context, {
      style: 'stamps',
      icon: 'leaf',
      pointName: names.stamps,
      rules: [
        perOrder(1, {
          name: words(
            'A stamp a purchase',
            'Et stempel pr. køb',
            'En stämpel per köp',
            'Pecsét minden vásárlás után',
            'Ein Stempel je Einkauf',
          ),
          limits: { perMember: [{ period: 'day', times: 1 }] },
        }),
      ],
      rewards: [
        freeProduct(
          context,
          5,
          words('A free sample', 'En gratis prøve', 'Ett gratis prov', 'Ingyen minta', 'Eine Gratisprobe'),
        ),
      ],
    }),
};
