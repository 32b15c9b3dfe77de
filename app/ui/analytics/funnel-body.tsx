import { Text } from '@shopify/polaris';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';

interface FunnelBodyProps {
  panel: Extract<Panel, { kind: 'funnel' }>;
  title: string;
  nameOf(key: string): string;
}

/** How many reach each step, and how many that is of all who came. */
export function FunnelBody({ panel, title, nameOf }: FunnelBodyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = panel.steps[0]?.value ?? 0;
  return (
    <ol className="regulars-funnel" aria-label={title}>
      {panel.steps.map(({ key, value }, index) => {
        return (
          <li key={key}>
            <div className="regulars-funnel-bar" aria-hidden="true">
              <div style={partStyle(first > 0 && value > 0 ? Math.max(1, (value / first) * 100) : 0)} />
            </div>
            <Text as="span" variant="headingLg">
              {format.number(value)}
            </Text>
            <Text as="span" fontWeight="medium" breakWord>
              {nameOf(key)}
            </Text>
            {index > 0 && first > 0 && (
              <Text as="span" variant="bodySm" tone="subdued">
                {t('analytics.funnel.ofAll', { percent: format.percent(Math.round((value / first) * 1000) / 1000) })}
              </Text>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Upright on a desk, lying on a phone: the style sheet decides which way the part of the whole is drawn. */
function partStyle(percent: number): CSSProperties {
  const style: CSSProperties & Record<'--part', string> = { '--part': `${percent}%` };
  return style;
}
