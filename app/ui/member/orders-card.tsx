import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { explainNothing } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberOrder } from '../../members/member-view.server.ts';
import { useFirstFew } from '../use-first-few.tsx';

const SHOWN = 5;

/** The member's orders, each with what it earned, or why it earned nothing. */
export function OrdersCard({ orders }: { orders: readonly MemberOrder[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { shown, more } = useFirstFew(orders, SHOWN, t('member.orders.title'));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.orders.title')}
        </Text>
        {orders.length === 0 && (
          <Text as="p" tone="subdued">
            {t('member.orders.empty')}
          </Text>
        )}
        {orders.length > 0 && (
          <ul className="regulars-timeline">
            {shown.map((order) => (
              <li key={order.orderId}>
                <InlineStack gap="200" blockAlign="center">
                  <Link url={`shopify://admin/orders/${order.orderId}`} target="_top" removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {order.name || order.orderId}
                    </Text>
                  </Link>
                  {order.cancelledAt && <Badge>{t('member.orders.cancelled')}</Badge>}
                  {order.refundedMinor > 0 && <Badge tone="attention">{t('member.orders.refunded')}</Badge>}
                </InlineStack>
                <span className="regulars-points">
                  <Text as="span" fontWeight="semibold">
                    {format.signed(order.pointsAwarded - order.pointsReversed)}
                  </Text>
                </span>
                <Text as="span" tone="subdued">
                  {t(order.refundedMinor > 0 ? 'member.orders.amountRefunded' : 'member.orders.amount', {
                    total: format.money(order.totalMinor, order.currencyCode),
                    refunded: format.money(order.refundedMinor, order.currencyCode),
                    awarded: format.number(order.pointsAwarded),
                    reversed: format.number(order.pointsReversed),
                  })}
                </Text>
                <span className="regulars-timeline-when">
                  <Text as="span" variant="bodySm" tone="subdued">
                    {order.paidAt ? format.date(order.paidAt) : t('member.orders.unpaid')}
                  </Text>
                </span>
                {[...new Set(order.reasons.map((reason) => reason.code))].map((code) => (
                  <span key={code} className="regulars-timeline-wide">
                    <Text as="span" variant="bodySm" tone="subdued">
                      {explainNothing(code, format.locale)}
                    </Text>
                  </span>
                ))}
              </li>
            ))}
          </ul>
        )}
        {more}
      </BlockStack>
    </Card>
  );
}
