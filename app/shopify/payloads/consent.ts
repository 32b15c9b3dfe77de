/** Reads customers_email_marketing_consent/update. The address in it is not taken. */
import { z } from 'zod';
import { idField } from './fields.ts';

const consentFields = z.object({
  customer_id: idField,
  email_marketing_consent: z.object({ state: z.string() }),
});

export interface ConsentFact {
  customerId: string;
  /** Subscribed, and confirmed where the shop asks for that. */
  subscribed: boolean;
}

export function readConsentPayload(payload: unknown): ConsentFact {
  const consent = consentFields.parse(payload);
  return {
    customerId: consent.customer_id,
    subscribed: consent.email_marketing_consent.state.toLowerCase() === 'subscribed',
  };
}
