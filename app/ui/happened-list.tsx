/** What happened, one below the other: what, how it stands, when, and a line more. */
import { Badge, Text, type BadgeProps } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/use-format.ts';

export interface Happened {
  key: string;
  title: ReactNode;
  badge: { tone: BadgeProps['tone']; text: string };
  at: string;
  text?: ReactNode;
}

export function HappenedList({ items, label }: { items: readonly Happened[]; label: string }) {
  const format = useFormat();
  return (
    <ul className="regulars-timeline" aria-label={label}>
      {items.map(({ key, title, badge, at, text }) => (
        <li key={key}>
          <Text as="span" breakWord>
            {title}
          </Text>
          <span className="regulars-points">
            <Badge tone={badge.tone}>{badge.text}</Badge>
          </span>
          <span className="regulars-timeline-wide">
            <Text as="span" variant="bodySm" tone="subdued" breakWord>
              <time dateTime={at}>{format.dateTime(at)}</time>
              {text !== undefined && <> · {text}</>}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  );
}
