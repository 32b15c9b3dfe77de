/** The cards of the customer page beside contact and orders: consent, store credit, gift cards, subscriptions. */
import { parseMinor } from '#sandbox/world/money.ts';
import type { Customer, SubscriptionContract } from '#sandbox/world/types.ts';
import { FormProblem, act } from '../forms.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, badge, money, when } from '../page.ts';

export function programCards(visit: AdminVisit, customer: Customer): Html {
  const to = `${visit.base}/customers/${customer.id}`;
  const { currencyCode } = visit.world.shop.get();
  return html`${subscriptionsCard(visit, customer, to)}
    <section class="card">
      <h2>Store credit</h2>
      ${creditLines(visit, customer)}
      <form method="post" action="${to}/store-credit" class="inline">
        <label class="field"
          ><span>Amount (${currencyCode})</span><input name="amount" inputmode="decimal" required
        /></label>
        <label class="field"><span>Expires</span><input name="expires" type="date" /></label>
        <button style="margin-bottom:12px">Give</button>
      </form>
    </section>
    ${giftCardsCard(visit, customer)}`;
}

export function consentCard(visit: AdminVisit, customer: Customer): Html {
  const to = `${visit.base}/customers/${customer.id}`;
  const box = (channel: 'email' | 'sms', words: string, has: boolean, state: string): Html =>
    html`<label class="check"
      ><input
        type="checkbox"
        name="${channel}"
        ${state === 'subscribed' ? html`checked` : null}
        ${has ? null : html`disabled`}
      />${words}</label
    >`;
  return html`<section class="card">
    <h2>Marketing</h2>
    <form method="post" action="${to}/consent">
      ${box('email', 'May be sent e-mail', customer.email !== null, customer.emailMarketing.state)}
      ${box('sms', 'May be sent text messages', customer.phone !== null, customer.smsMarketing?.state ?? '')}
      <button>Save</button>
    </form>
  </section>`;
}

function creditLines(visit: AdminVisit, customer: Customer): Html {
  const { credits } = visit.world;
  const words = { credit: 'Given', debit: 'Spent', debit_revert: 'Returned', expiration: 'Expired' };
  return html`${credits.storeCreditAccounts(customer.id).map(
    (account) =>
      html`<p><strong>${money(visit, account.balanceMinor, account.currencyCode)}</strong></p>
        <ol class="timeline">
          ${credits
            .storeCreditTransactions(account.id, { reverse: true, limit: 10 })
            .map(
              (one) =>
                html`<li>
                  ${words[one.kind]}
                  ${money(visit, one.amountMinor, account.currencyCode)}${one.expiresAt ? html`, until ${when(visit, one.expiresAt)}` : null}<time
                    >${when(visit, one.createdAt)}</time
                  >
                </li>`,
            )}
        </ol>`,
  )}`;
}

function giftCardsCard(visit: AdminVisit, customer: Customer): Html | null {
  const cards = visit.world.giftCards.list({ customerId: customer.id });
  if (cards.length === 0) return null;
  return html`<section class="card">
    <h2>Gift cards</h2>
    ${cards.map(
      (card) =>
        html`<p>
          <span class="mono">•••• ${card.code.slice(-4)}</span> ${money(visit, card.balanceMinor, card.currencyCode)} of
          ${money(visit, card.initialMinor, card.currencyCode)}
          ${visit.world.giftCards.isRedeemable(card) ? badge('active') : badge('expired', 'Cannot be used')}
        </p>`,
    )}
  </section>`;
}

function subscriptionsCard(visit: AdminVisit, customer: Customer, to: string): Html | null {
  const contracts = visit.world.subscriptions.list({ customerId: customer.id });
  if (contracts.length === 0) return null;
  const button = (contract: SubscriptionContract, verb: string, words: string): Html =>
    html`<button name="${verb}" value="${contract.id}">${words}</button>`;
  return html`<section class="card">
    <h2>Subscriptions</h2>
    <form method="post" action="${to}/subscription">
      ${contracts.map(
        (contract) =>
          html`<p>
              ${contract.lines.map((line) => `${line.quantity} × ${visit.world.catalog.variant(line.variantId)?.product.title ?? ''}`).join(', ')}
              ${badge(contract.status)}<br /><span class="muted"
                >every ${contract.intervalCount === 1 ? '' : contract.intervalCount} ${contract.interval} · next
                ${when(visit, contract.nextBillingAt)}</span
              >
            </p>
            ${contract.status === 'active' ? html`<p class="line">${button(contract, 'bill', 'Renew now')} ${button(contract, 'fail', 'Let it fail')} ${button(contract, 'cancel', 'Cancel')}</p>` : null}`,
      )}
    </form>
  </section>`;
}

/** Null when the action is none of these. */
export function postProgramCard(
  visit: AdminVisit,
  customer: Customer,
  action: string,
  form: URLSearchParams,
): AdminReply | null {
  const { credits, customers, shop, subscriptions } = visit.world;
  const back = `${visit.base}/customers/${customer.id}`;
  if (action === 'consent') {
    return act(back, () => {
      for (const channel of ['email', 'sms'] as const) {
        const before = channel === 'email' ? customer.emailMarketing.state : customer.smsMarketing?.state;
        const wants = form.has(channel);
        if (wants === (before === 'subscribed')) continue;
        customers.setConsent(customer.id, { channel, state: wants ? 'subscribed' : 'unsubscribed' });
      }
      return 'Saved.';
    });
  }
  if (action === 'store-credit') {
    return act(back, () => {
      const { currencyCode } = shop.get();
      const text = (form.get('amount') ?? '').trim().replace(',', '.');
      const amountMinor = parseMinor(text, currencyCode);
      if (amountMinor === null || amountMinor <= 0) throw new FormProblem(`"${text}" is not an amount.`);
      const day = form.get('expires');
      const expiresAt = day ? `${day}T23:59:59Z` : null;
      credits.creditStoreCredit({ customerId: customer.id, amountMinor, currencyCode, expiresAt });
      return 'Store credit given.';
    });
  }
  if (action !== 'subscription') return null;
  const verb = ['bill', 'fail', 'cancel'].find((name) => form.has(name)) ?? '';
  const contract = subscriptions.get(Number(form.get(verb)));
  if (contract?.customerId !== customer.id) return NOT_FOUND;
  return act(back, () => {
    if (verb === 'cancel') return (subscriptions.setStatus(contract.id, 'cancelled'), 'Cancelled.');
    const { order } = subscriptions.bill(contract.id, { fail: verb === 'fail' });
    return order ? `Renewed: ${order.name}.` : 'The bill was refused; it is tried again in a day.';
  });
}
