import { base, perAmount, percentageOff, tagged, welcome, words, worth } from './parts.ts';
import type { Template } from './template.ts';

/** Points for exclusive offers, early access to sales, invitations to events with limited places. */
export const p10Club: Template = {
  id: 'p10',
  kind: 'points',
  asks: [],
  document: (context) =>
    base(context, {
      rules: [perAmount(context), welcome(worth(context, 10))],
      rewards: [
        percentageOff(worth(context, 50), 10),
        tagged(
          'early_access',
          worth(context, 30),
          'sale-early-access',
          words(
            'Early access to the sale',
            'Først til udsalget',
            'Först till rean',
            'Elsőként az akcióban',
            'Zuerst im Ausverkauf',
          ),
          { validDays: 30 },
        ),
        tagged(
          'event_invitation',
          worth(context, 100),
          'event-guest',
          words(
            'Invitation to our event',
            'Invitation til vores event',
            'Inbjudan till vårt event',
            'Meghívó a rendezvényünkre',
            'Einladung zu unserem Event',
          ),
          { stock: 50, validDays: 60 },
        ),
      ],
    }),
};
