import { BlockStack, Card, InlineStack, Text, Tooltip } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';

interface FigureCardProps {
  label: string;
  /** What the figure means, in words; shown on hover and focus of the label. */
  definition: string;
  value: string;
  /** Now and before, to compare; left out where a comparison says nothing. */
  comparison?: { current: number; previous: number };
}

export function FigureCard({ label, definition, value, comparison }: FigureCardProps) {
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="150">
        <div>
          <Tooltip content={definition} width="wide">
            <button type="button" className="regulars-figure-label">
              {label}
            </button>
          </Tooltip>
        </div>
        <Text as="p" variant="headingLg">
          {value}
        </Text>
        {comparison ? <Comparison {...comparison} /> : null}
      </BlockStack>
    </Card>
  );
}

function Comparison({ current, previous }: { current: number; previous: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (previous === 0) {
    return (
      <Text as="p" variant="bodySm" tone="subdued">
        {t('home.noComparison')}
      </Text>
    );
  }
  const change = (current - previous) / Math.abs(previous);
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const percent = format.percent(Math.abs(change));
  return (
    <InlineStack gap="100">
      <Text as="span" variant="bodySm" tone={direction === 'up' ? 'success' : 'subdued'}>
        <span aria-hidden="true">{direction === 'up' ? '↑ ' : direction === 'down' ? '↓ ' : '→ '}</span>
        {t(`home.comparison.${direction}`, { percent })}
      </Text>
    </InlineStack>
  );
}
