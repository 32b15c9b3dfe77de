/** What a shop owner does to an order: the posted forms of the order page. */
import { parseMinor } from '#sandbox/world/money.ts';
import type { CancelReason, Order, OrderLine, RestockType } from '#sandbox/world/order-types.ts';
import { FormProblem, act, wholeNumber } from '../forms.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, money } from '../page.ts';

/** `12.50` of a field as minor units; undefined when it was left empty. */
function amountField(form: URLSearchParams, name: string, currencyCode: string): number | undefined {
  const text = (form.get(name) ?? '').trim().replace(',', '.');
  if (text === '') return undefined;
  const minor = parseMinor(text, currencyCode);
  if (minor === null || minor < 0) throw new FormProblem(`"${text}" is not an amount of ${currencyCode}.`);
  return minor;
}

function quantities(order: Order, form: URLSearchParams): { line: OrderLine; quantity: number }[] {
  return order.lines
    .filter((line) => form.has(`quantity-${line.id}`))
    .map((line) => ({ line, quantity: wholeNumber(form, `quantity-${line.id}`, 0) }));
}

export function postOrder(visit: AdminVisit, id: number, action: string, form: URLSearchParams): AdminReply {
  const { orders } = visit.world;
  const order = orders.get(id);
  if (!order) return NOT_FOUND;
  const back = `${visit.base}/orders/${id}`;
  switch (action) {
    case 'mark-paid':
      return act(back, () => (orders.markPaid(id), 'Marked as paid.'));
    case 'fulfill':
      return act(back, () => {
        const trackingNumber = form.get('tracking')?.trim();
        orders.fulfill(id, trackingNumber ? { trackingNumber } : {});
        return 'Fulfilled.';
      });
    case 'refund':
      return act(back, () => refund(visit, order, form));
    case 'edit':
      return act(back, () => {
        const changed = quantities(order, form).filter(({ line, quantity }) => quantity !== line.currentQuantity);
        const added = Number(form.get('add') || 0);
        if (changed.length === 0 && !added) throw new FormProblem('Nothing was changed.');
        orders.edit(id, {
          quantities: changed.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
          ...(added ? { additions: [{ variantId: added, quantity: wholeNumber(form, 'add-quantity', 1) }] } : {}),
          restock: true,
        });
        return 'Order updated.';
      });
    case 'cancel':
      return act(back, () => {
        const reasons: CancelReason[] = ['customer', 'inventory', 'fraud', 'declined', 'staff', 'other'];
        const reason = reasons.find((known) => known === form.get('reason')) ?? 'other';
        orders.cancel(id, { reason, refund: form.has('refund'), restock: form.has('restock') });
        return 'Order cancelled.';
      });
    default:
      return NOT_FOUND;
  }
}

function refund(visit: AdminVisit, order: Order, form: URLSearchParams): string {
  const restockType: RestockType = form.get('restock') === 'no_restock' ? 'no_restock' : 'return';
  const lines = quantities(order, form)
    .filter(({ quantity }) => quantity > 0)
    .map(({ line, quantity }) => ({ lineId: line.id, quantity, restockType }));
  const shippingMinor = amountField(form, 'shipping', order.currencyCode);
  const amountMinor = amountField(form, 'amount', order.currencyCode);
  if (lines.length === 0 && !shippingMinor && amountMinor === undefined) {
    throw new FormProblem('Say what to refund: items, shipping or an amount.');
  }
  const result = visit.world.orders.refund(order.id, {
    lines,
    ...(shippingMinor ? { shipping: { amountMinor: shippingMinor } } : {}),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    note: form.get('note')?.trim() || null,
    ...(form.has('storeCredit') ? { storeCredit: {} } : {}),
  });
  const given = result.refund.transactions
    .filter((t) => t.kind === 'refund')
    .reduce((sum, t) => sum + t.amount.shopMinor, 0);
  return `Refunded ${money(visit, given, order.currencyCode)}.`;
}
