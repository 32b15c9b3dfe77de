/** Consent to marketing by mail and by text message. */
import type { Customer, MarketingState, OptInLevel } from '#sandbox/world/types.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, recordOf, requiredText, textOf } from '../context.ts';
import { customerAnswer } from './customers.ts';
import { refused, userErrors } from './user-errors.ts';

const STATES: MarketingState[] = ['not_subscribed', 'pending', 'subscribed', 'unsubscribed', 'redacted'];
const LEVELS: OptInLevel[] = ['single_opt_in', 'confirmed_opt_in', 'unknown'];
/** Only these may be set by an app; the others follow from what a customer or Shopify does. */
const SETTABLE: MarketingState[] = ['pending', 'subscribed', 'unsubscribed'];

interface Given {
  state: MarketingState;
  optInLevel: OptInLevel | null;
  updatedAt?: string;
}

function givenIn(input: Args): Given {
  const state = textOf(input, 'marketingState')?.toLowerCase();
  const level = textOf(input, 'marketingOptInLevel')?.toLowerCase();
  const updatedAt = textOf(input, 'consentUpdatedAt');
  return {
    state: STATES.find((known) => known === state) ?? 'not_subscribed',
    optInLevel: LEVELS.find((known) => known === level) ?? null,
    ...(updatedAt === undefined ? {} : { updatedAt: `${new Date(updatedAt).toISOString().slice(0, 19)}Z` }),
  };
}

function update(channel: 'email' | 'sms') {
  const word = channel === 'email' ? 'Email' : 'Sms';
  const payload = `Customer${word}MarketingConsentUpdatePayload`;
  const argument = channel === 'email' ? 'emailMarketingConsent' : 'smsMarketingConsent';
  return (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'input') ?? {};
    const id = idOrNull(requiredText(input, 'customerId'), 'Customer');
    const customer: Customer | null = id === null ? null : context.world.customers.get(id);
    if (!customer) {
      const error = { field: ['input', 'customerId'], message: 'Customer not found', code: 'INVALID' };
      return refused(payload, { customer: null }, [error]);
    }
    const given = givenIn(recordOf(input, argument) ?? {});
    if (!SETTABLE.includes(given.state)) {
      const message = `Cannot specify ${given.state.toUpperCase()} as a marketing state input`;
      const field = ['input', argument, 'marketingState'];
      return refused(payload, { customer: null }, [{ field, message, code: 'INVALID' }]);
    }
    return userErrors(payload, { customer: null }, ['input'], () => ({
      customer: customerAnswer(context, context.world.customers.setConsent(customer.id, { channel, ...given })),
    }));
  };
}

export const consentMutations = {
  customerEmailMarketingConsentUpdate: update('email'),
  customerSmsMarketingConsentUpdate: update('sms'),
};
