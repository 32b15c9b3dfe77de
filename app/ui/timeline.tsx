/** A list of movements, each with its recorded reason in words. */
import { Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { explain, sayCount } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import type { TransferDetail } from '../ledger/reasons.ts';
import { usePointName } from './use-point-name.ts';

export interface TimelineItem {
  id: string;
  points: number;
  detail: TransferDetail;
  occurredAt: string;
  orderId?: string | null;
  /** Whose movement it is, where the list is of many members. */
  member?: { name: string; url: string };
}

export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (
    <ul className="regulars-timeline" aria-label={label}>
      {items.map((item) => {
        const { title, text } = explain(item.detail, { locale: format.locale, pointName });
        return (
          <li key={item.id}>
            <Text as="span" fontWeight="semibold" breakWord>
              {item.orderId ? (
                <Link url={`shopify://admin/orders/${item.orderId}`} target="_top" removeUnderline>
                  {title}
                </Link>
              ) : (
                title
              )}
            </Text>
            <span className="regulars-points">
              <Text as="span" fontWeight="semibold" tone={item.points > 0 ? 'success' : 'base'}>
                {`${item.points > 0 ? '+' : ''}${sayCount(item.points, { locale: format.locale, pointName })}`}
              </Text>
            </span>
            <Text as="span" tone="subdued" breakWord>
              {text}
            </Text>
            <span className="regulars-timeline-when">
              <Text as="span" variant="bodySm" tone="subdued">
                <time dateTime={item.occurredAt}>{format.dateTime(item.occurredAt)}</time>
              </Text>
            </span>
            {item.member && (
              <Link url={item.member.url} accessibilityLabel={t('home.latest.open', { name: item.member.name })}>
                {item.member.name}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
