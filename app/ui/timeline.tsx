/** A list of movements, each with its recorded reason in words; what an order gave and took stands together. */
import { Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayCount } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import { groupMovements, type Movement, type MovementGroup } from './group-movements.ts';
import { usePointName } from './use-point-name.ts';

interface TimelineProps {
  items: readonly Movement[];
  label: string;
  /** So many events and no more, without their lines. */
  shortTo?: number;
}

export function Timeline({ items, label, shortTo }: TimelineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const context = { locale: format.locale, pointName };
  const signed = (points: number) => `${points > 0 ? '+' : ''}${sayCount(points, context)}`;
  return (
    <ul className="regulars-timeline" aria-label={label}>
      {groupMovements(items, context)
        .slice(0, shortTo)
        .map(({ first, title, points, lines }) => (
          <li key={first.id}>
            <Text as="span" fontWeight="semibold" breakWord>
              {first.orderId ? (
                <Link url={`shopify://admin/orders/${first.orderId}`} target="_top" removeUnderline>
                  {title}
                </Link>
              ) : (
                title
              )}
            </Text>
            <span className="regulars-points">
              <Text as="span" fontWeight="semibold" tone={points > 0 ? 'success' : 'base'}>
                {signed(points)}
              </Text>
            </span>
            <Text as="span" tone="subdued" breakWord>
              {lines.length === 1 ? lines[0]?.text : shortTo ? titlesOf(lines, format.locale) : null}
            </Text>
            <span className="regulars-timeline-when">
              <Text as="span" variant="bodySm" tone="subdued">
                <time dateTime={first.occurredAt}>{format.dateTime(first.occurredAt)}</time>
              </Text>
            </span>
            {first.member && (
              <Link url={first.member.url} accessibilityLabel={t('home.latest.open', { name: first.member.name })}>
                {first.member.name}
              </Link>
            )}
            {lines.length > 1 && !shortTo && (
              <ul className="regulars-timeline-lines">
                {lines.map((line, index) => (
                  <li key={line.id}>
                    <span>
                      {line.title !== '' && line.title !== lines[index - 1]?.title && (
                        <Text as="span" variant="bodySm" breakWord>
                          {`${line.title}: `}
                        </Text>
                      )}
                      <Text as="span" variant="bodySm" tone="subdued" breakWord>
                        {line.text}
                      </Text>
                    </span>
                    <span className="regulars-points">
                      <Text as="span" variant="bodySm" tone="subdued">
                        {signed(line.points)}
                      </Text>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
    </ul>
  );
}

/** Which lines of the order it was, each once. */
function titlesOf(lines: MovementGroup['lines'], locale: string): string {
  const titles = [...new Set(lines.map(({ title }) => title).filter(Boolean))];
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(titles);
}
